import { CROP_SIDE as SIDE, cropAxis, Cropper, TAPS, WHOLE, type Crop } from './crop.js';

/** A hash has so many bands of 16 bits. */
export const BANDS = 4;

/** Bits of a band. */
export const BAND_BITS = 16;

/** Frequencies along an axis that are used, 0 to 10. */
const FREQUENCIES = 11;

/** The 64 lowest frequencies but the mean, by row and column. */
const places = Array.from({ length: 2 * FREQUENCIES }, (_, sum) =>
  Array.from({ length: sum + 1 }, (_, row) => ({ row, column: sum - row })),
)
  .flat()
  .filter(({ row, column }) => row + column > 0 && Math.max(row, column) < FREQUENCIES)
  .slice(0, BANDS * BAND_BITS);
const rowOf = Uint8Array.from(places, ({ row }) => row);
const columnOf = Uint8Array.from(places, ({ column }) => column);

/** Cosines of the discrete cosine transform (DCT-II), by frequency and pixel. */
function cosine(frequency: number, pixel: number): number {
  return Math.cos((Math.PI * frequency * (pixel + 0.5)) / SIDE);
}

/**
 * The cosines by which a cropped axis of a thumbnail is transformed as if it were cut out and brought to
 * 32 pixels: `(11, 32)`, by frequency and pixel of the uncropped axis.
 */
const cosinesOf = memoise((scale: number, start: number): Float64Array => {
  const { from, shares } = cropAxis(SIDE, scale, start);
  const cosines = new Float64Array(FREQUENCIES * SIDE);
  for (let frequency = 0; frequency < FREQUENCIES; frequency += 1) {
    for (let pixel = 0; pixel < SIDE; pixel += 1) {
      const value = cosine(frequency, pixel);
      for (let tap = 0; tap < TAPS; tap += 1) {
        const place = frequency * SIDE + (from[pixel] ?? 0) + tap;
        cosines[place] = (cosines[place] ?? 0) + value * (shares[pixel * TAPS + tap] ?? 0);
      }
    }
  }
  return cosines;
});

/** A perceptual hash of each of some crops of one thumbnail; of one thumbnail after another, in the same memory. */
export class Hasher {
  readonly #cropper = new Cropper();
  /** `(32, 32)`: half the thumbnail's size shows all that so low frequencies need. */
  readonly #pixels = new Float64Array(SIDE * SIDE);
  /** The rows' transforms by where crops begin from the left, each `(11, 32)`: by frequency and row. */
  readonly #rows = new Map<string, Float64Array>();
  /** Those that are of this thumbnail. */
  readonly #known = new Set<string>();

  /** Goes on with another thumbnail. */
  lookAt(thumbnail: Uint8Array): this {
    this.#pixels.set(this.#cropper.crop(thumbnail, WHOLE));
    this.#known.clear();
    return this;
  }

  /**
   * The signs of the 64 lowest frequencies of the crop's cosine transform, which encoding, size and
   * brightness hardly change.
   *
   * @returns four bands of 16 bits
   */
  hash({ scale, left, top }: Omit<Crop, 'mirrored'>): Uint16Array {
    const rows = this.#transformRows(scale, left);
    const cosines = cosinesOf(scale, top);
    const bands = new Uint16Array(BANDS);
    for (let bit = 0; bit < BANDS * BAND_BITS; bit += 1) {
      const sum = dot(rows, (columnOf[bit] ?? 0) * SIDE, cosines, (rowOf[bit] ?? 0) * SIDE);
      if (sum > 0) setBit(bands, bit);
    }
    return bands;
  }

  #transformRows(scale: number, left: number): Float64Array {
    const key = `${scale} ${left}`;
    let rows = this.#rows.get(key);
    if (rows === undefined) {
      rows = new Float64Array(FREQUENCIES * SIDE);
      this.#rows.set(key, rows);
    }
    if (this.#known.has(key)) return rows;
    const pixels = this.#pixels;
    const cosines = cosinesOf(scale, left);
    for (let frequency = 0; frequency < FREQUENCIES; frequency += 1) {
      for (let y = 0; y < SIDE; y += 1) {
        rows[frequency * SIDE + y] = dot(pixels, y * SIDE, cosines, frequency * SIDE);
      }
    }
    this.#known.add(key);
    return rows;
  }
}

/** The sum of the products of 32 numbers of each, in four sums that do not wait for each other. */
function dot(a: Float64Array, fromA: number, b: Float64Array, fromB: number): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let at = 0; at < SIDE; at += 4) {
    first += numberAt(a, fromA + at) * numberAt(b, fromB + at);
    second += numberAt(a, fromA + at + 1) * numberAt(b, fromB + at + 1);
    third += numberAt(a, fromA + at + 2) * numberAt(b, fromB + at + 2);
    fourth += numberAt(a, fromA + at + 3) * numberAt(b, fromB + at + 3);
  }
  return first + second + third + fourth;
}

/** A number of an array of which it is known that it has it. */
function numberAt(values: Float64Array, place: number): number {
  return values[place] ?? 0;
}

/** The same function, which remembers what it returned. */
function memoise<T>(make: (a: number, b: number) => T): (a: number, b: number) => T {
  const known = new Map<string, T>();
  return (a, b) => {
    const key = `${a} ${b}`;
    const made = known.get(key) ?? make(a, b);
    known.set(key, made);
    return made;
  };
}

/** What a mirrored picture's hash differs in: waves with an odd number of halves along a row turn. */
const turned = new Uint16Array(BANDS);
for (const [bit, { column }] of places.entries()) if (column % 2 === 1) setBit(turned, bit);

/** The hash of the mirrored picture. */
export function mirrorHash(hash: Uint16Array): Uint16Array {
  return hash.map((band, index) => band ^ (turned[index] ?? 0));
}

function setBit(bands: Uint16Array, bit: number): void {
  const band = Math.floor(bit / BAND_BITS);
  bands[band] = (bands[band] ?? 0) | (1 << (bit % BAND_BITS));
}
