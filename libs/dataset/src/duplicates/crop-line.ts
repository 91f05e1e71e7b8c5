import { CROP_SIDE, valueAt, WHOLE, type Crop } from './crop.js';
import { solve } from './solve.js';

/** What a pixel of another picture is taken for a sum of: 1, the crop, and how it changes with its left, top and scale. */
const TERMS = 5;

/** Every second pixel of every second row is looked at, but for the edge. */
const STEP = 2;
const PLACES = Array.from({ length: CROP_SIDE - 2 }, (_, at) => at + 1).filter(
  (at) => at % STEP === 1,
);
const SAMPLES = PLACES.length ** 2;

/** A move of a crop. */
export interface Move {
  readonly crop: Crop;
  /** What it correlates by if pictures are as linear as they are taken for, 0 to 1. */
  readonly promised: number;
}

/** A crop as a linear function of its place and scale; holds one crop after another. */
export class CropLine {
  #crop: Crop = WHOLE;
  /** `(225, 5)`: the terms of each pixel that is looked at. */
  readonly #terms = new Float32Array(SAMPLES * TERMS);
  /** `(5, 6)`: the upper triangle of the sums of their products; the last column is free. */
  readonly #products = new Float64Array(TERMS * (TERMS + 1));
  /** `(5, 6)`: the same with the sums of the terms' products with another picture. */
  readonly #sums = new Float64Array(TERMS * (TERMS + 1));
  /** `(5,)`: these. */
  readonly #right = new Float64Array(TERMS);

  /** @param pixels - `(32, 32)` */
  set(pixels: Float32Array, crop: Crop): this {
    this.#crop = crop;
    this.#derive(pixels);
    this.#multiply();
    return this;
  }

  /**
   * Where the crop fits another picture better, by least squares.
   *
   * @param target - `(32, 32)`
   */
  moveTo(target: Float32Array): Move {
    const terms = this.#terms;
    let squares = 0;
    let sum = 0;
    let withOwn = 0;
    let withLeft = 0;
    let withTop = 0;
    let withScale = 0;
    let from = 0;
    for (const y of PLACES) {
      for (let x = 1, at = y * CROP_SIDE + 1; x < CROP_SIDE - 1; x += STEP, at += STEP) {
        const value = valueAt(target, at);
        squares += value * value;
        sum += value;
        withOwn += valueAt(terms, from + 1) * value;
        withLeft += valueAt(terms, from + 2) * value;
        withTop += valueAt(terms, from + 3) * value;
        withScale += valueAt(terms, from + 4) * value;
        from += TERMS;
      }
    }
    const right = this.#right;
    right.set([sum, withOwn, withLeft, withTop, withScale]);
    const sums = this.#sums;
    sums.set(this.#products);
    for (let term = 0; term < TERMS; term += 1) {
      sums[term * (TERMS + 1) + TERMS] = right[term] ?? 0;
    }
    const found = solve(sums, TERMS);
    let explained = 0;
    for (let term = 0; term < TERMS; term += 1) {
      explained += (found[term] ?? 0) * (right[term] ?? 0);
    }
    const constant = sum ** 2 / SAMPLES;
    const promised = Math.sqrt(Math.max((explained - constant) / (squares - constant), 0));
    const [, contrast = 0, left = 0, top = 0, scale = 0] = found;
    const crop = inside({
      scale: this.#crop.scale + scale / contrast,
      left: this.#crop.left + left / contrast,
      top: this.#crop.top + top / contrast,
      mirrored: this.#crop.mirrored,
    });
    return { crop, promised };
  }

  #derive(pixels: Float32Array): void {
    const { scale, mirrored } = this.#crop;
    const perShare = CROP_SIDE / scale;
    let to = 0;
    for (const y of PLACES) {
      for (const x of PLACES) {
        const at = y * CROP_SIDE + x;
        const across = (valueAt(pixels, at + 1) - valueAt(pixels, at - 1)) / 2;
        const down = (valueAt(pixels, at + CROP_SIDE) - valueAt(pixels, at - CROP_SIDE)) / 2;
        const right = (x + 0.5) / CROP_SIDE;
        const byLeft = (mirrored ? -across : across) * perShare;
        const byTop = down * perShare;
        this.#terms[to] = 1;
        this.#terms[to + 1] = valueAt(pixels, at);
        this.#terms[to + 2] = byLeft;
        this.#terms[to + 3] = byTop;
        this.#terms[to + 4] =
          byLeft * (mirrored ? 1 - right : right) + (byTop * (y + 0.5)) / CROP_SIDE;
        to += TERMS;
      }
    }
  }

  #multiply(): void {
    const terms = this.#terms;
    for (let row = 0; row < TERMS; row += 1) {
      for (let column = row; column < TERMS; column += 1) {
        let sum = 0;
        for (let at = 0; at < terms.length; at += TERMS) {
          sum += valueAt(terms, at + row) * valueAt(terms, at + column);
        }
        this.#products[row * (TERMS + 1) + column] = sum;
      }
    }
  }
}

/** A crop that gets out of the picture is moved back; none is smaller than three quarters. */
function inside(crop: Crop): Crop {
  const scale = Math.min(Math.max(crop.scale, 0.75), 1);
  const place = (start: number): number => Math.min(Math.max(start, 0), 1 - scale);
  return { scale, left: place(crop.left), top: place(crop.top), mirrored: crop.mirrored };
}
