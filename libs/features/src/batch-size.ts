import type { Preprocessing } from '@gender/image';

/**
 * Input pixels computed at once. Activations of VGG-Face take some 6 kB for each of them in its
 * first block alone, and larger batches are no faster.
 */
const PIXELS = 200_000;

/** Batches of tiny pictures need not be larger. */
const MOST_PICTURES = 32;

/** How many pictures to compute at once: 4 of 224×224, 22 of 96×96, at most 32. */
export function batchSizeFor({ height, width }: Preprocessing): number {
  return Math.min(MOST_PICTURES, Math.max(1, Math.round(PIXELS / (height * width))));
}
