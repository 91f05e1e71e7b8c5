import { CROP_SIDE } from './crop.js';

/** Pixels with their brightness and contrast taken out; holds one crop after another. */
export class Standardised {
  /** `(32, 32)`: of mean 0, and whose squares sum to 1; all 0 where the pixels are of one colour. */
  readonly levels = new Float32Array(CROP_SIDE * CROP_SIDE);
  /** The mean that was taken out. */
  mean = 0;

  /** @param pixels - `(32, 32)` */
  set(pixels: Float32Array): this {
    const { levels } = this;
    const count = levels.length;
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
    for (let at = 0; at < count; at += 1) levels[at] = ((pixels[at] ?? 0) - mean) * scale;
    this.mean = mean;
    return this;
  }

  /** Pearson's correlation with another, −1 to 1; 0 where one is of one colour. */
  correlation({ levels: other }: Standardised): number {
    const { levels } = this;
    let even = 0;
    let odd = 0;
    for (let at = 0; at < levels.length; at += 2) {
      even += (levels[at] ?? 0) * (other[at] ?? 0);
      odd += (levels[at + 1] ?? 0) * (other[at + 1] ?? 0);
    }
    return even + odd;
  }
}
