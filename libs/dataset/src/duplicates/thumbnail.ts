import { resample, type Picture } from '@gender/image';

/** Width and height of a thumbnail, in pixels. */
export const SIDE = 32;

/** Grey levels that a thumbnail varies by at least, as a standard deviation; less has no features. */
const LEAST_DEVIATION = 3;

/**
 * The grey picture (ITU-R BT.601) at 32×32, each pixel the mean of what it covers.
 *
 * @returns `(32, 32)`, 0–255; nothing where the picture is smaller than that, or nearly of one colour, so
 *   that nothing can be said of its likeness to another
 */
export function thumbnailOf(picture: Picture): Uint8Array | undefined {
  if (picture.width < SIDE || picture.height < SIDE) return undefined;
  const { data } = resample(picture, SIDE, SIDE, 'box');
  const grey = Uint8Array.from({ length: SIDE * SIDE }, (_, index) => {
    const [red = 0, green = 0, blue = 0] = data.subarray(index * 3, index * 3 + 3);
    return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  });
  return deviation(grey) < LEAST_DEVIATION ? undefined : grey;
}

function deviation(values: Uint8Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / values.length);
}
