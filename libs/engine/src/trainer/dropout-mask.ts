import type { Random } from '@gender/core';

/**
 * Draws the mask of one dropout layer for one training step. Every engine takes its masks from
 * here, so that the same seed drops the same units.
 *
 * @param rate - the probability that a unit is dropped, in [0, 1)
 * @returns `batch × units` bytes, picture by picture: 1 keeps a unit, 0 drops it
 */
export function dropoutMask(
  random: Random,
  rate: number,
  batch: number,
  units: number,
): Uint8Array<ArrayBuffer> {
  const mask = new Uint8Array(batch * units);
  for (let index = 0; index < mask.length; index += 1) mask[index] = Number(random.next() >= rate);
  return mask;
}
