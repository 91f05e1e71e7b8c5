import type { Picture } from '@gender/image/pixels';
import { scaleOf, type Similarity } from './similarity.js';

/**
 * Cuts a turned and scaled part out of a picture, rounded to 8 bits. Where the part is smaller than what it
 * shows, each pixel is the mean of as many bilinear samples as pixels fall into it, so that nothing is
 * skipped; what lies outside the picture is black.
 *
 * @param toPicture - takes places of the result to those of the picture
 */
export function warp(
  picture: Picture,
  toPicture: Similarity,
  { width, height }: { width: number; height: number },
): Picture {
  const data = Uint8Array.from(sampleWarped(picture, toPicture, { width, height }), Math.round);
  return { width, height, data };
}

/**
 * The same before it is rounded: it changes as little as the place does, where a rounded value may be the next one.
 *
 * @returns `(height, width, 3)`, RGB, 0–255
 */
export function sampleWarped(
  picture: Picture,
  toPicture: Similarity,
  { width, height }: { width: number; height: number },
): Float64Array {
  const steps = Math.max(1, Math.ceil(scaleOf(toPicture) - 1e-9));
  const values = new Float64Array(width * height * 3);
  for (let row = 0, at = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, at += 3) {
      putMean(picture, toPicture, { column, row, steps }, values, at);
    }
  }
  return values;
}

/**
 * Puts the mean of `steps²` samples within a pixel of the result: each the colour between the four pixels around its
 * place in the picture, where (0, 0) is the middle of the first pixel. It is the longest part of a search for faces, so
 * corners and channels are written out in place of arrays.
 */
function putMean(
  { width, height, data }: Picture,
  { a, b, left, top }: Similarity,
  { column, row, steps }: { column: number; row: number; steps: number },
  values: Float64Array,
  at: number,
): void {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let step = 0; step < steps * steps; step += 1) {
    const across = column + ((step % steps) + 0.5) / steps;
    const down = row + (Math.floor(step / steps) + 0.5) / steps;
    const x = a * across - b * down + left - 0.5;
    const y = b * across + a * down + top - 0.5;
    const i = Math.floor(x);
    const j = Math.floor(y);
    if (i < -1 || j < -1 || i >= width || j >= height) continue;
    // Of two neighbours one at least is in the picture; what is read for the other weighs nothing.
    const west = i < 0 ? 0 : 1 - Math.abs(x - i);
    const east = i + 1 >= width ? 0 : 1 - Math.abs(x - (i + 1));
    const north = j < 0 ? 0 : 1 - Math.abs(y - j);
    const south = j + 1 >= height ? 0 : 1 - Math.abs(y - (j + 1));
    const nw = (j * width + i) * 3;
    const ne = nw + 3;
    const sw = nw + width * 3;
    const se = sw + 3;
    const ofNw = west * north;
    const ofNe = east * north;
    const ofSw = west * south;
    const ofSe = east * south;
    red += ofNw * (data[nw] ?? 0);
    red += ofNe * (data[ne] ?? 0);
    red += ofSw * (data[sw] ?? 0);
    red += ofSe * (data[se] ?? 0);
    green += ofNw * (data[nw + 1] ?? 0);
    green += ofNe * (data[ne + 1] ?? 0);
    green += ofSw * (data[sw + 1] ?? 0);
    green += ofSe * (data[se + 1] ?? 0);
    blue += ofNw * (data[nw + 2] ?? 0);
    blue += ofNe * (data[ne + 2] ?? 0);
    blue += ofSw * (data[sw + 2] ?? 0);
    blue += ofSe * (data[se + 2] ?? 0);
  }
  const samples = steps * steps;
  values[at] = red / samples;
  values[at + 1] = green / samples;
  values[at + 2] = blue / samples;
}
