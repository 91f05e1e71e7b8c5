import { required } from '@gender/core';
import { inSlices } from '../in-slices.js';
import { correlate, cropThumbnail, crops, type Crop } from './crop.js';
import type { DisjointSets } from './disjoint-sets.js';
import { BAND_BITS, BANDS, Hasher, mirrorHash } from './perceptual-hash.js';
import { SIDE } from './thumbnail.js';

/** Pictures are near duplicates whose thumbnails correlate by so much: see the README for how it was measured. */
export const NEAR = 0.98;

/** All of a picture. */
const WHOLE = { scale: 1, left: 0, top: 0 };

/** What correlates less at the crops that are tried first is not looked at more closely. */
const WORTH_A_LOOK = 0.85;

/** Hashes of near duplicates differ in so many of 64 bits at most. */
const MOST_BITS = 12;

/** How many pictures are looked at for a crop of another. */
export interface SearchBounds {
  /** Of those that share a band: those next in the order of hashes. */
  readonly sharing: number;
  /** Of what is found, so many of the nearest hashes are verified. */
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
 * Candidates are pictures of which a crop and another whole picture share one of four bands of their
 * perceptual hashes (multi-index hashing, Norouzi, Punjani & Fleet 2012); what is found is verified on
 * the thumbnails. Two that are in one group already are not compared.
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
    const hasher = new Hasher(thumbnail);
    for (const crop of crops) {
      const hash = hasher.hash(crop);
      for (const mirrored of [false, true]) {
        const wanted = mirrored ? mirrorHash(hash) : hash;
        const others = index.nearest(
          wanted,
          crop.scale === 1,
          (other) => groups.find(picture) !== groups.find(other),
        );
        for (const other of others) {
          if (groups.find(picture) === groups.find(other)) continue;
          const pixels = required(thumbnails[other], `the thumbnail of picture ${other}`);
          if (likeness(thumbnail, pixels, { ...crop, mirrored }) >= NEAR)
            groups.join(picture, other);
        }
      }
    }
  });
}

/** Pictures by the bands of their hashes. */
class BandIndex {
  readonly #hashes: readonly (Uint16Array | undefined)[];
  /** For each band, the pictures by its value, in the order of their hashes. */
  readonly #places: readonly Map<number, number[]>[];

  readonly #bounds: SearchBounds;

  constructor(hashes: readonly (Uint16Array | undefined)[], bounds: SearchBounds) {
    this.#hashes = hashes;
    this.#bounds = bounds;
    const ordered = [...hashes.keys()]
      .filter((picture) => hashes[picture] !== undefined)
      .sort((a, b) => compareHashes(this.#hashOf(a), this.#hashOf(b)) || a - b);
    this.#places = Array.from({ length: BANDS }, (_, band) => {
      const places = new Map<number, number[]>();
      for (const picture of ordered) {
        const value = required(this.#hashOf(picture)[band], `band ${band}`);
        const known = places.get(value);
        if (known === undefined) places.set(value, [picture]);
        else known.push(picture);
      }
      return places;
    });
  }

  /**
   * The pictures whose hash is near another and that share a band with it, the nearest first.
   *
   * @param closely - a band that differs in one bit counts too
   * @param isWanted - whether a picture is looked for
   */
  nearest(
    hash: Uint16Array,
    closely: boolean,
    isWanted: (picture: number) => boolean,
  ): readonly number[] {
    const found = new Map<number, number>();
    for (const [band, places] of this.#places.entries()) {
      const value = required(hash[band], `band ${band}`);
      this.#gather(places.get(value), hash, found);
      if (!closely) continue;
      for (let bit = 0; bit < BAND_BITS; bit += 1) {
        this.#gather(places.get(value ^ (1 << bit)), hash, found);
      }
    }
    const wanted = [...found].filter(([picture]) => isWanted(picture));
    const { verified } = this.#bounds;
    if (wanted.length > verified) wanted.sort(([a, m], [b, n]) => m - n || a - b);
    return wanted.slice(0, verified).map(([picture]) => picture);
  }

  /** @param found - takes the pictures with the number of bits that differ */
  #gather(
    pictures: readonly number[] | undefined,
    hash: Uint16Array,
    found: Map<number, number>,
  ): void {
    if (pictures === undefined) return;
    const { sharing } = this.#bounds;
    const start = pictures.length > sharing ? this.#windowOf(pictures, hash) : 0;
    const end = Math.min(pictures.length, start + sharing);
    for (let place = start; place < end; place += 1) {
      const picture = required(pictures[place], 'a picture of a band');
      const bits = differingBits(hash, this.#hashOf(picture));
      if (bits <= MOST_BITS) found.set(picture, bits);
    }
  }

  /** Where those begin that are next to a hash, found by halving. */
  #windowOf(pictures: readonly number[], hash: Uint16Array): number {
    let [low, high] = [0, pictures.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const picture = required(pictures[middle], 'a picture of a band');
      if (compareHashes(this.#hashOf(picture), hash) < 0) low = middle + 1;
      else high = middle;
    }
    const { sharing } = this.#bounds;
    return Math.max(0, Math.min(low - Math.floor(sharing / 2), pictures.length - sharing));
  }

  #hashOf(picture: number): Uint16Array {
    return required(this.#hashes[picture], `the hash of picture ${picture}`);
  }
}

/** The order of hashes as numbers, the first band first. */
function compareHashes(a: Uint16Array, b: Uint16Array): number {
  for (let band = 0; band < BANDS; band += 1) {
    const difference = (a[band] ?? 0) - (b[band] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function differingBits(a: Uint16Array, b: Uint16Array): number {
  let count = 0;
  for (let band = 0; band < BANDS; band += 1) {
    for (let bits = (a[band] ?? 0) ^ (b[band] ?? 0); bits !== 0; bits &= bits - 1) count += 1;
  }
  return count;
}

/** Steps by which a crop is moved and scaled to find where it fits best, as shares of the width. */
const STEPS = [0.02, 0.01, 0.01, 0.005, 0.0025];

/** How well a crop of one thumbnail fits another, at its best near the given one. */
function likeness(thumbnail: Uint8Array, other: Uint8Array, begin: Crop): number {
  const out = new Float32Array(SIDE * SIDE);
  const fit = (crop: Crop): number => {
    cropThumbnail(thumbnail, crop, out);
    return correlate(out, other);
  };
  let crop = begin;
  let best = fit(crop);
  if (best < WORTH_A_LOOK) return best;
  for (const step of STEPS) {
    for (const near of around(crop, step)) {
      const value = fit(near);
      if (value > best) [best, crop] = [value, near];
    }
  }
  return best;
}

/** A crop moved and scaled by a step, where it still lies in the picture. */
function around({ scale, left, top, mirrored }: Crop, step: number): Crop[] {
  const moves = [-step, 0, step];
  return moves.flatMap((wider) =>
    moves.flatMap((right) =>
      moves
        .map((down) => ({
          scale: scale + wider,
          left: left + right - wider / 2,
          top: top + down - wider / 2,
          mirrored,
        }))
        .filter((crop) => isInside(crop.left, crop.scale) && isInside(crop.top, crop.scale)),
    ),
  );
}

function isInside(start: number, scale: number): boolean {
  return start >= -1e-9 && start + scale <= 1 + 1e-9;
}
