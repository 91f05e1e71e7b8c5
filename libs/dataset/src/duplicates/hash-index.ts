import { required } from '@gender/core';
import { BAND_BITS, BANDS } from './perceptual-hash.js';

/** Hashes of near duplicates differ in so many of 64 bits at most; of 2 200 copies two differed in 11. */
export const MOST_BITS = 11;

/** How many values a band can have. */
const VALUES = 2 ** BAND_BITS;

/** Pictures by one band of their hashes. */
interface Band {
  /** `(pictures,)`: by the value of the band, those of one value in the order of their hashes. */
  readonly pictures: Uint32Array;
  /** `(pictures, 2)`: their hashes in the same order, as two numbers of 32 bits. */
  readonly halves: Int32Array;
  /** `(65 537,)`: where the pictures of each value begin, and the end. */
  readonly starts: Uint32Array;
}

/** Finds pictures by hashes that are nearly theirs (multi-index hashing, Norouzi, Punjani & Fleet 2012). */
export class HashIndex {
  readonly #bands: readonly Band[];
  readonly #sharing: number;

  /**
   * @param hashes - of each picture; nothing for pictures that cannot be found
   * @param sharing - of those that share a band, so many next in the order of hashes are looked at
   */
  constructor(hashes: readonly (Uint16Array | undefined)[], sharing: number) {
    this.#sharing = sharing;
    const hashed = [...hashes.entries()].flatMap(([picture, hash]) =>
      hash === undefined ? [] : [{ picture, hash, halves: halvesOf(hash) }],
    );
    hashed.sort((a, b) => compare(a.halves, b.halves) || a.picture - b.picture);
    this.#bands = Array.from({ length: BANDS }, (_, band) => {
      const values = Uint16Array.from(hashed, ({ hash }) => required(hash[band], `band ${band}`));
      return sortIntoBand(hashed, values);
    });
  }

  /**
   * Finds pictures whose hash differs in 11 bits at most and has a band that differs in one at most; some of them more
   * than once.
   *
   * @param onFound - is told of a picture, and in how many bits its hash differs
   */
  search(hash: Uint16Array, onFound: (picture: number, bits: number) => void): void {
    const halves = halvesOf(hash);
    for (const [at, band] of this.#bands.entries()) {
      const value = required(hash[at], `band ${at}`);
      this.#look(band, value, halves, onFound);
      for (let bit = 0; bit < BAND_BITS; bit += 1) {
        this.#look(band, value ^ (1 << bit), halves, onFound);
      }
    }
  }

  #look(
    { pictures, halves, starts }: Band,
    value: number,
    hash: Halves,
    onFound: (picture: number, bits: number) => void,
  ): void {
    let start = starts[value] ?? 0;
    let end = starts[value + 1] ?? 0;
    if (end - start > this.#sharing) {
      const next = placeOf(hash, halves, start, end) - Math.floor(this.#sharing / 2);
      start = Math.max(start, Math.min(next, end - this.#sharing));
      end = start + this.#sharing;
    }
    const [first, second] = hash;
    for (let at = start; at < end; at += 1) {
      const bits =
        bitsOf(first ^ (halves[2 * at] ?? 0)) + bitsOf(second ^ (halves[2 * at + 1] ?? 0));
      if (bits <= MOST_BITS) onFound(pictures[at] ?? 0, bits);
    }
  }
}

/** A hash as two numbers of 32 bits. */
type Halves = readonly [first: number, second: number];

function halvesOf([a = 0, b = 0, c = 0, d = 0]: Uint16Array): Halves {
  return [(a << BAND_BITS) | b, (c << BAND_BITS) | d];
}

/** The order of hashes as numbers. */
function compare(a: Halves, b: Halves): number {
  return (a[0] >>> 0) - (b[0] >>> 0) || (a[1] >>> 0) - (b[1] >>> 0);
}

/** Sorts by counting, which leaves those of one value in their order. */
function sortIntoBand(
  hashed: readonly { readonly picture: number; readonly halves: Halves }[],
  values: Uint16Array,
): Band {
  const starts = new Uint32Array(VALUES + 1);
  for (const value of values) starts[value + 1] = (starts[value + 1] ?? 0) + 1;
  for (let value = 0; value < VALUES; value += 1) {
    starts[value + 1] = (starts[value + 1] ?? 0) + (starts[value] ?? 0);
  }
  const next = starts.slice();
  const pictures = new Uint32Array(hashed.length);
  const halves = new Int32Array(2 * hashed.length);
  for (const [at, { picture, halves: hash }] of hashed.entries()) {
    const value = values[at] ?? 0;
    const place = next[value] ?? 0;
    next[value] = place + 1;
    pictures[place] = picture;
    halves.set(hash, 2 * place);
  }
  return { pictures, halves, starts };
}

/** Where a hash would stand among those of a stretch, found by halving. */
function placeOf(hash: Halves, halves: Int32Array, start: number, end: number): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other: Halves = [halves[2 * middle] ?? 0, halves[2 * middle + 1] ?? 0];
    if (compare(hash, other) > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many bits of a number of 32 bits are set, summed side by side (Warren, Hacker's Delight, 5-1). */
function bitsOf(value: number): number {
  let sums = value - ((value >>> 1) & 0x55555555);
  sums = (sums & 0x33333333) + ((sums >>> 2) & 0x33333333);
  sums = (sums + (sums >>> 4)) & 0x0f0f0f0f;
  return Math.imul(sums, 0x01010101) >>> 24;
}
