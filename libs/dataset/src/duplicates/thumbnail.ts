import { resample, type Picture } from '@gender/image';

/** Width and height of a thumbnail, in pixels. */
export const THUMBNAIL_SIDE = 64;

/** Pictures of fewer pixels in a row or column show too little to be compared. */
const LEAST_SIDE = 32;

/** Levels that a thumbnail varies by at least, as a standard deviation; less has no features. */
const LEAST_DEVIATION = 3;

/**
 * The picture's green at 64×64, each pixel the mean of what it covers. Green is most of a grey value, and
 * where a picture was brightened until it turned white it can be computed: each channel is cut at 255 by itself.
 *
 * @returns `(64, 64)`, 0–255; nothing where the picture has fewer than 32 pixels in a row or column, or is nearly
 *   of one colour, so that nothing can be said of its likeness to another
 */
export function thumbnailOf(picture: Picture): Uint8Array | undefined {
  const shorter = Math.min(picture.width, picture.height);
  if (shorter < LEAST_SIDE) return undefined;
  const how = shorter < THUMBNAIL_SIDE ? 'bilinear' : 'box';
  const { data } = resample(picture, THUMBNAIL_SIDE, THUMBNAIL_SIDE, how);
  const green = new Uint8Array(THUMBNAIL_SIDE * THUMBNAIL_SIDE);
  for (let index = 0; index < green.length; index += 1) green[index] = data[index * 3 + 1] ?? 0;
  return deviation(green) < LEAST_DEVIATION ? undefined : green;
}

function deviation(values: Uint8Array): number {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return Math.sqrt(squares / values.length - mean * mean);
}
