import type { Random } from '@gender/core';

/**
 * Draws one trait of a person from a normal distribution cut off at two standard deviations.
 *
 * @param lean - by how many standard deviations the person's tendency of 1 moves the mean
 */
export type Trait = (mean: number, spread: number, lean?: number) => number;

/** How a drawn person's traits lean: about +1 for women, −1 for men, near 0 for children. */
export function createTraits(random: Random, tendency: number): Trait {
  return (mean, spread, lean = 0) => {
    const sample = Math.min(Math.max(random.normal(), -2), 2);
    return mean + spread * (sample + lean * tendency);
  };
}

/** Whether something of the given probability happens. */
export function chance(random: Random, probability: number): boolean {
  return random.next() < Math.min(Math.max(probability, 0), 1);
}

/** 0 below `from`, 1 above `to`, smoothly rising between. */
export function rise(value: number, from: number, to: number): number {
  const t = Math.min(Math.max((value - from) / (to - from), 0), 1);
  return t * t * (3 - 2 * t);
}
