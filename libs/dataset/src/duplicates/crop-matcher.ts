import { CROP_SIDE, Cropper, WHOLE, type Crop } from './crop.js';
import { solve } from './solve.js';

/**
 * What a crop must correlate by to be moved once, twice and so on. Of 2 200 copies all but one reached 0.9 by the
 * first move and all 0.95 by the second; of other drawn faces half stay below 0.8.
 */
const WORTH_A_MOVE = [0.6, 0.85, 0.95, 0.96, 0.97, 0.97];

/** What a move gains at least for another to be tried. */
const LEAST_GAIN = 0.0005;

/** By so much a picture may have been brightened; what gets past white is cut. */
const EXPOSURES = [1, 1.12, 1.25, 1.4, 1.6];

interface Begun {
  readonly pixels: Uint8Array;
  readonly cropped: Float32Array;
}

/** Looks for the crop of one thumbnail that fits another best. */
export class CropMatcher {
  /** The thumbnail as it is, then brightened and cut at white. */
  readonly #exposed: readonly Uint8Array[];
  /** What is tried first, by crop: others begin with the same. */
  readonly #begun = new Map<Crop, readonly Begun[]>();
  readonly #cropper = new Cropper();
  readonly #other = new Cropper();

  constructor(thumbnail: Uint8Array) {
    this.#exposed = EXPOSURES.map((exposure) =>
      thumbnail.map((level) => Math.min(Math.round(level * exposure), 255)),
    );
  }

  /**
   * How well a crop of the thumbnail fits another thumbnail, perhaps brightened: the given crop, moved and scaled
   * until it fits best by linear least squares (Lucas & Kanade 1981).
   *
   * @returns Pearson's correlation at 32×32, −1 to 1
   */
  match(other: Uint8Array, begin: Crop): number {
    const target = this.#other.crop(other, WHOLE);
    let [best, crop] = [-1, begin];
    let pixels: Uint8Array | undefined;
    for (const begun of this.#begin(begin)) {
      const value = correlate(begun.cropped, target);
      if (value > best) [best, pixels] = [value, begun.pixels];
    }
    for (const worth of WORTH_A_MOVE) {
      if (pixels === undefined || best < worth) break;
      const moved = betterCrop(this.#cropper.crop(pixels, crop), target, crop);
      const found = correlate(this.#cropper.crop(pixels, moved), target);
      if (found < best + LEAST_GAIN) return Math.max(found, best);
      [best, crop] = [found, moved];
    }
    return best;
  }

  #begin(crop: Crop): readonly Begun[] {
    const known = this.#begun.get(crop);
    if (known !== undefined) return known;
    const begun = this.#exposed.map((pixels) => ({
      pixels,
      cropped: this.#cropper.crop(pixels, crop).slice(),
    }));
    this.#begun.set(crop, begun);
    return begun;
  }
}

/** What a pixel of the target is a sum of: 1, the crop, and how the crop changes with its left, top and scale. */
const TERMS = 5;

/**
 * Where a crop lies better: the target is taken for a linear function of it and of how it changes with its place
 * and scale, whose coefficients are found by least squares.
 */
function betterCrop(pixels: Float32Array, target: Float32Array, crop: Crop): Crop {
  const sums = new Float64Array(TERMS * (TERMS + 1));
  const terms = new Float64Array(TERMS + 1);
  const perShare = CROP_SIDE / crop.scale;
  terms[0] = 1;
  for (let y = 1; y < CROP_SIDE - 1; y += 2) {
    for (let x = 1; x < CROP_SIDE - 1; x += 2) {
      const at = y * CROP_SIDE + x;
      const across = ((pixels[at + 1] ?? 0) - (pixels[at - 1] ?? 0)) / 2;
      const down = ((pixels[at + CROP_SIDE] ?? 0) - (pixels[at - CROP_SIDE] ?? 0)) / 2;
      const right = (x + 0.5) / CROP_SIDE;
      const byLeft = (crop.mirrored ? -across : across) * perShare;
      const byTop = down * perShare;
      terms[1] = pixels[at] ?? 0;
      terms[2] = byLeft;
      terms[3] = byTop;
      terms[4] = byLeft * (crop.mirrored ? 1 - right : right) + (byTop * (y + 0.5)) / CROP_SIDE;
      terms[5] = target[at] ?? 0;
      for (let row = 0; row < TERMS; row += 1) {
        for (let column = row; column <= TERMS; column += 1) {
          const place = row * (TERMS + 1) + column;
          sums[place] = (sums[place] ?? 0) + (terms[row] ?? 0) * (terms[column] ?? 0);
        }
      }
    }
  }
  const [, contrast = 0, left = 0, top = 0, scale = 0] = solve(sums, TERMS);
  const moved = {
    scale: crop.scale + scale / contrast,
    left: crop.left + left / contrast,
    top: crop.top + top / contrast,
  };
  return inside({ ...moved, mirrored: crop.mirrored });
}

/** A crop that gets out of the picture is moved back; none is smaller than three quarters. */
function inside(crop: Crop): Crop {
  const scale = Math.min(Math.max(crop.scale, 0.75), 1);
  const place = (start: number): number => Math.min(Math.max(start, 0), 1 - scale);
  return { scale, left: place(crop.left), top: place(crop.top), mirrored: crop.mirrored };
}

/** Pearson's correlation, −1 to 1; brightness and contrast do not count. 0 where one of them is of one colour, or not of numbers. */
export function correlate(a: Float32Array, b: Float32Array): number {
  const count = a.length;
  let sumA = 0;
  let sumB = 0;
  let squareA = 0;
  let squareB = 0;
  let product = 0;
  for (let index = 0; index < count; index += 1) {
    const x = a[index] ?? 0;
    const y = b[index] ?? 0;
    sumA += x;
    sumB += y;
    squareA += x * x;
    squareB += y * y;
    product += x * y;
  }
  const covariance = product - (sumA * sumB) / count;
  const spread = (squareA - sumA ** 2 / count) * (squareB - sumB ** 2 / count);
  return spread > 0 ? covariance / Math.sqrt(spread) : 0;
}
