import type { Picture } from '../picture.js';

/** Resamples by taking for each target pixel one source pixel, the one that Pillow takes. */
export function nearest(picture: Picture, width: number, height: number): Picture {
  const source = picture.data;
  const columns = nearestIndices(picture.width, width);
  const rows = nearestIndices(picture.height, height);
  const data = new Uint8Array(width * height * 3);
  let to = 0;
  for (const row of rows) {
    const rowStart = row * picture.width;
    for (const column of columns) {
      const from = (rowStart + column) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        data[to + channel] = source[from + channel] ?? 0;
      }
      to += 3;
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
