import type { Picture } from '../picture.js';

/** Resamples by taking for each target pixel one source pixel, the one that Pillow takes. */
export function nearest(picture: Picture, width: number, height: number): Picture {
  const source = picture.data;
  const columns = nearestIndices(picture.width, width).map((column) => column * 3);
  const rows = nearestIndices(picture.height, height);
  const data = new Uint8Array(width * height * 3);
  let to = 0;
  for (const row of rows) {
    const start = row * picture.width * 3;
    for (let column = 0; column < width; column += 1, to += 3) {
      const from = start + (columns[column] ?? 0);
      data[to] = source[from] ?? 0;
      data[to + 1] = source[from + 1] ?? 0;
      data[to + 2] = source[from + 2] ?? 0;
    }
  }
  return { width, height, data };
}

/**
 * For each of `targetSize` pixels, the source pixel that Pillow's nearest takes. It adds the scale
 * up from half of it, in float64; the closed form `floor((i + 0.5)·scale)` differs at some sizes.
 */
export function nearestIndices(sourceSize: number, targetSize: number): Int32Array {
  const scale = sourceSize / targetSize;
  let position = scale * 0.5;
  return new Int32Array(targetSize).map(() => {
    const index = Math.min(Math.floor(position), sourceSize - 1);
    position += scale;
    return index;
  });
}
