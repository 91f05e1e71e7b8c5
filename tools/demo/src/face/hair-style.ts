import type { Random } from '@gender/core';
import { chance, rise } from './traits.js';

/** How a person wears the hair; lengths in half heights of a head. */
export interface Hair {
  /** 0 shaven or bald, 1 a full head of hair. */
  readonly cover: number;
  /** Where the hair ends at the sides: −0.1 above the ears, 1.5 on the shoulders. */
  readonly length: number;
  /** How far it stands off the skull. */
  readonly volume: number;
  /** Height of the hairline above the brows' line; negative is up. */
  readonly line: number;
  /** How far the temples recede. */
  readonly recession: number;
  /** How far a fringe falls over the forehead, 0 to 1. */
  readonly fringe: number;
  /** Where the parting is: −1 left, 0 middle, 1 right. */
  readonly parting: number;
  /** 0 straight to 1 tightly curled. */
  readonly curl: number;
  readonly tied: 'loose' | 'bun' | 'tail';
}

/** Draws a hair style; length, fringe and recession lean with the person, and overlap widely. */
export function drawHair(random: Random, age: number, tendency: number): Hair {
  const longing = random.normal() * 0.95 + 0.85 * tendency;
  const length = -0.12 + 1.55 * rise(longing, -0.9, 2.1) * rise(age, 0, 7);
  const balding = rise(age, 22, 62) * rise(-tendency + 0.5 * random.normal(), 0.1, 1.6);
  const ties = chance(random, 0.3);
  const tied = ties && length > 0.45;
  return {
    cover: cover(random.fork('cover'), age, balding),
    length: tied ? -0.1 : length,
    volume: 0.07 + 0.1 * random.next() + 0.03 * tendency,
    line: -0.6 + 0.05 * random.normal() - 0.14 * balding,
    recession: Math.max(0.1 * random.normal(), 0) + 0.55 * balding,
    fringe: chance(random, 0.3 + 0.08 * tendency) ? 0.75 : 0,
    parting: 1.4 * (random.next() - 0.5),
    curl: random.next() * (chance(random, 0.4) ? 1 : 0.1),
    tied: tied ? (chance(random, 0.5) ? 'bun' : 'tail') : 'loose',
  };
}

function cover(random: Random, age: number, balding: number): number {
  if (age < 2) return 0.3 + 0.5 * random.next();
  if (chance(random, 0.45 * balding)) return 0.15 * random.next();
  return 1;
}
