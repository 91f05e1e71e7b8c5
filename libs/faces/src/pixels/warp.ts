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
  const { a, b, left, top } = toPicture;
  const steps = Math.max(1, Math.ceil(scaleOf(toPicture) - 1e-9));
  const values = new Float64Array(width * height * 3);
  const sum = new Float64Array(3);
  for (let row = 0, at = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, at += 3) {
      sum.fill(0);
      for (let step = 0; step < steps * steps; step += 1) {
        const x = column + ((step % steps) + 0.5) / steps;
        const y = row + (Math.floor(step / steps) + 0.5) / steps;
        addSample(picture, a * x - b * y + left - 0.5, b * x + a * y + top - 0.5, sum);
      }
      for (let channel = 0; channel < 3; channel += 1) {
        values[at + channel] = (sum[channel] ?? 0) / (steps * steps);
      }
    }
  }
  return values;
}

/** Adds the colour between the four pixels around a place; (0, 0) is the middle of the first pixel. */
function addSample(
  { width, height, data }: Picture,
  x: number,
  y: number,
  sum: Float64Array,
): void {
  const column = Math.floor(x);
  const row = Math.floor(y);
  for (let corner = 0; corner < 4; corner += 1) {
    const i = column + (corner & 1);
    const j = row + (corner >> 1);
    if (i < 0 || j < 0 || i >= width || j >= height) continue;
    const weight = (1 - Math.abs(x - i)) * (1 - Math.abs(y - j));
    const from = (j * width + i) * 3;
    for (let channel = 0; channel < 3; channel += 1) {
      sum[channel] = (sum[channel] ?? 0) + weight * (data[from + channel] ?? 0);
    }
  }
}
