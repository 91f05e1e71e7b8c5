import { required } from '@gender/core';
import { inSlices } from '../in-slices.js';
import { CropMatcher } from './crop-matcher.js';
import { crops, WHOLE, type Crop } from './crop.js';
import type { DisjointSets } from './disjoint-sets.js';
import { BAND_BITS, BANDS, Hasher, mirrorHash } from './perceptual-hash.js';

/** Pictures are near duplicates whose thumbnails correlate by so much: see the README for how it was measured. */
export const NEAR = 0.983;

/** Hashes of near duplicates differ in so many of 64 bits at most; of 2 200 copies two differed in 11. */
const MOST_BITS = 11;

/** How many pictures are looked at for one. */
export interface SearchBounds {
  /** Of those that share a band with a crop of it: those next in the order of hashes. */
  readonly sharing: number;
  /** Of all that is found, so many of the nearest hashes are verified. */
  readonly verified: number;
}

/**
 * Pictures of hardly any features share their hashes with thousands of others; without bounds the square of their number
 * would be looked at. Among so many a copy can be missed.
 */
const BOUNDS: SearchBounds = { sharing: 1024, verified: 64 };

/**
 * Joins the groups of pictures that are nearly the same: encoded again, resized, brightened, mirrored,
 * or cropped by up to a tenth.
 *
 * Candidates are pictures of which a crop and another whole picture have one of four bands of their
 * perceptual hashes in common but for one bit (multi-index hashing, Norouzi, Punjani & Fleet 2012); what is
 * found is verified on the thumbnails. Two that are in one group already are not compared.
 *
 * @param thumbnails - nothing for pictures that are not compared
 */
export async function joinNearDuplicates(
  thumbnails: readonly (Uint8Array | undefined)[],
  groups: DisjointSets,
  bounds = BOUNDS,
): Promise<void> {
  const whole = await inSlices(thumbnails, (pixels) => pixels && new Hasher(pixels).hash(WHOLE));
  const index = new BandIndex(whole, bounds);
  await inSlices(thumbnails, (thumbnail, picture) => {
    if (thumbnail === undefined) return;
    let looks = 0;
    let matcher: CropMatcher | undefined;
    for (const [other, { crop }] of candidatesOf(thumbnail, index)) {
      if (looks === bounds.verified) break;
      if (groups.find(picture) === groups.find(other)) continue;
      looks += 1;
      const pixels = required(thumbnails[other], `the thumbnail of picture ${other}`);
      matcher ??= new CropMatcher(thumbnail);
      if (matcher.match(pixels, crop) >= NEAR) groups.join(picture, other);
    }
  });
}

/** How a picture may be like another: the crop whose hash is nearest to its, and in how many bits they differ. */
interface Candidate {
  readonly crop: Crop;
  readonly bits: number;
}

/** The pictures of which a crop of a thumbnail may be a copy, the nearest first. */
function candidatesOf(
  thumbnail: Uint8Array,
  index: BandIndex,
): (readonly [picture: number, candidate: Candidate])[] {
  const hasher = new Hasher(thumbnail);
  const found = new Map<number, Candidate>();
  for (const { mirrored: _, ...part } of crops) {
    const hash = hasher.hash(part);
    for (const mirrored of [false, true]) {
      const crop = { ...part, mirrored };
      index.search(mirrored ? mirrorHash(hash) : hash, (picture, bits) => {
        const known = found.get(picture);
        if (known === undefined || bits < known.bits) found.set(picture, { crop, bits });
      });
    }
  }
  return [...found].sort(([a, first], [b, second]) => first.bits - second.bits || a - b);
}

/** Is told of a picture, and in how many bits its hash differs. */
type Find = (picture: number, bits: number) => void;

/** Pictures by the bands of their hashes. */
class BandIndex {
  /** `(pictures, 4)`: the bands of each hash. */
  readonly #hashes: Uint16Array;
  /** For each band, the pictures by its value, in the order of their hashes. */
  readonly #places: readonly Map<number, number[]>[];
  /** Of those that share a band, so many are looked at. */
  readonly #sharing: number;

  constructor(hashes: readonly (Uint16Array | undefined)[], { sharing }: SearchBounds) {
    this.#sharing = sharing;
    this.#hashes = new Uint16Array(hashes.length * BANDS);
    for (const [picture, hash] of hashes.entries()) {
      if (hash !== undefined) this.#hashes.set(hash, picture * BANDS);
    }
    const ordered = [...hashes.keys()]
      .filter((picture) => hashes[picture] !== undefined)
      .sort((a, b) => this.#compare(this.#hashOf(a), b) || a - b);
    this.#places = Array.from({ length: BANDS }, (_, band) => {
      const places = new Map<number, number[]>();
      for (const picture of ordered) {
        const value = required(this.#hashes[picture * BANDS + band], `band ${band}`);
        const known = places.get(value);
        if (known === undefined) places.set(value, [picture]);
        else known.push(picture);
      }
      return places;
    });
  }

  /**
   * Finds pictures whose hash is near another and that have a band that differs in one bit at most; some of them
   * more than once.
   */
  search(hash: Uint16Array, onFound: Find): void {
    for (const [band, places] of this.#places.entries()) {
      const value = required(hash[band], `band ${band}`);
      this.#look(places.get(value), hash, onFound);
      for (let bit = 0; bit < BAND_BITS; bit += 1) {
        this.#look(places.get(value ^ (1 << bit)), hash, onFound);
      }
    }
  }

  #look(pictures: readonly number[] | undefined, hash: Uint16Array, onFound: Find): void {
    if (pictures === undefined) return;
    const start = pictures.length > this.#sharing ? this.#windowOf(pictures, hash) : 0;
    const end = Math.min(pictures.length, start + this.#sharing);
    for (let place = start; place < end; place += 1) {
      const picture = pictures[place] ?? 0;
      const bits = this.#differingBits(hash, picture);
      if (bits <= MOST_BITS) onFound(picture, bits);
    }
  }

  /** Where those begin that are next to a hash, found by halving. */
  #windowOf(pictures: readonly number[], hash: Uint16Array): number {
    let [low, high] = [0, pictures.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(hash, required(pictures[middle], 'a picture of a band')) > 0) {
        low = middle + 1;
      } else high = middle;
    }
    return Math.max(
      0,
      Math.min(low - Math.floor(this.#sharing / 2), pictures.length - this.#sharing),
    );
  }

  #hashOf(picture: number): Uint16Array {
    return this.#hashes.subarray(picture * BANDS, (picture + 1) * BANDS);
  }

  /** The order of a hash and a picture's as numbers, the first band first. */
  #compare(hash: Uint16Array, picture: number): number {
    for (let band = 0; band < BANDS; band += 1) {
      const difference = (hash[band] ?? 0) - (this.#hashes[picture * BANDS + band] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #differingBits(hash: Uint16Array, picture: number): number {
    let count = 0;
    for (let band = 0; band < BANDS; band += 1) {
      count += bitsOf[(hash[band] ?? 0) ^ (this.#hashes[picture * BANDS + band] ?? 0)] ?? 0;
    }
    return count;
  }
}

/** How many bits of each number of 16 bits are set. */
const bitsOf = new Uint8Array(2 ** BAND_BITS);
for (let value = 1; value < bitsOf.length; value += 1) {
  bitsOf[value] = (bitsOf[value >> 1] ?? 0) + (value & 1);
}
