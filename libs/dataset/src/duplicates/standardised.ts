/** Pixels with their brightness and contrast taken out. */
export interface Standardised {
  /** Of mean 0, and whose squares sum to 1; all 0 where the pixels are of one colour. */
  readonly levels: Float32Array;
  /** The mean that was taken out. */
  readonly mean: number;
}

/** Takes brightness and contrast out of pixels. */
export function standardise(pixels: Float32Array): Standardised {
  const count = pixels.length;
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < count; at += 1) {
    const level = pixels[at] ?? 0;
    sum += level;
    squares += level * level;
  }
  const mean = sum / count;
  const spread = squares - sum * mean;
  const scale = spread > 0 ? 1 / Math.sqrt(spread) : 0;
  const levels = new Float32Array(count);
  for (let at = 0; at < count; at += 1) levels[at] = ((pixels[at] ?? 0) - mean) * scale;
  return { levels, mean };
}

/** Pearson's correlation, −1 to 1; 0 where one is of one colour. */
export function correlation({ levels: a }: Standardised, { levels: b }: Standardised): number {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < a.length; at += 2) {
    even += (a[at] ?? 0) * (b[at] ?? 0);
    odd += (a[at + 1] ?? 0) * (b[at + 1] ?? 0);
  }
  return even + odd;
}
