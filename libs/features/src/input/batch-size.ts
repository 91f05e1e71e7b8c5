import type { Preprocessing } from '@gender/image';

/**
 * Input pixels computed at once. Each activation in the first block of VGG-Face takes 256 bytes for
 * each of them: extraction peaked at 0.8 GB with 4 pictures at once, at 1.5 GB with 16.
 */
const PIXELS = 200_000;

/** Batches of tiny pictures need not be larger. */
const MOST_PICTURES = 32;

/** How many pictures to compute at once: 4 of 224×224, 22 of 96×96, at most 32. */
export function batchSizeFor({ height, width }: Preprocessing): number {
  return Math.min(MOST_PICTURES, Math.max(1, Math.round(PIXELS / (height * width))));
}
