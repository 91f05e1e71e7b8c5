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
): Promise<void> {
  const whole = await inSlices(thumbnails, (pixels) => pixels && new Hasher(pixels).hash(WHOLE));
  const index = new BandIndex(whole);
  await inSlices(thumbnails, (thumbnail, picture) => {
    if (thumbnail === undefined) return;
    const hasher = new Hasher(thumbnail);
    for (const crop of crops) {
      const hash = hasher.hash(crop);
      for (const mirrored of [false, true]) {
        const wanted = mirrored ? mirrorHash(hash) : hash;
        index.visit(wanted, crop.scale === 1, (other) => {
          const pixels = thumbnails[other];
          if (pixels === undefined || groups.find(picture) === groups.find(other)) return;
          if (likeness(thumbnail, pixels, { ...crop, mirrored }) >= NEAR)
            groups.join(picture, other);
        });
      }
    }
  });
}

/** Pictures by the bands of their hashes. */
class BandIndex {
  readonly #hashes: readonly (Uint16Array | undefined)[];
  /** For each band, the pictures by its value. */
  readonly #places: readonly Map<number, number[]>[];

  constructor(hashes: readonly (Uint16Array | undefined)[]) {
    this.#hashes = hashes;
    this.#places = Array.from({ length: BANDS }, (_, band) => {
      const places = new Map<number, number[]>();
      for (const [picture, hash] of hashes.entries()) {
        const value = hash?.[band];
        if (value === undefined) continue;
        const known = places.get(value);
        if (known === undefined) places.set(value, [picture]);
        else known.push(picture);
      }
      return places;
    });
  }

  /**
   * Visits the pictures whose hash is near another and that share a band with it.
   *
   * @param closely - a band that differs in one bit counts too
   */
  visit(hash: Uint16Array, closely: boolean, use: (picture: number) => void): void {
    for (const [band, places] of this.#places.entries()) {
      const value = required(hash[band], `band ${band}`);
      this.#visitAll(places.get(value), hash, use);
      if (!closely) continue;
      for (let bit = 0; bit < BAND_BITS; bit += 1) {
        this.#visitAll(places.get(value ^ (1 << bit)), hash, use);
      }
    }
  }

  #visitAll(
    pictures: readonly number[] | undefined,
    hash: Uint16Array,
    use: (picture: number) => void,
  ): void {
    if (pictures === undefined) return;
    for (const picture of pictures) {
      const other = this.#hashes[picture];
      if (other !== undefined && differingBits(hash, other) <= MOST_BITS) use(picture);
    }
  }
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
