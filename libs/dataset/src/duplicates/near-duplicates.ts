import { required } from '@gender/core';
import { inReportedSlices, inSlices, type Reporting } from '../in-slices.js';
import { CropMatcher } from './crop-matcher.js';
import { Candidates } from './candidates.js';
import { Cropper, crops, WHOLE } from './crop.js';
import type { DisjointSets } from './disjoint-sets.js';
import { HashIndex } from './hash-index.js';
import { Hasher, mirrorHash } from './perceptual-hash.js';
import { Standardised } from './standardised.js';
import { THUMBNAIL_SIDE } from './thumbnail.js';
import type { Thumbnails } from './thumbnails.js';

/** Pictures are near duplicates whose thumbnails correlate by so much: see the README for how it was measured. */
export const NEAR = 0.983;

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
 * perceptual hashes in common but for one bit; what is found is verified on the thumbnails. Two that are in
 * one group already are not compared.
 *
 * @param numbers - of the thumbnail of each picture; nothing for pictures that are not compared
 * @throws FileError when the temporary folder cannot be read; the reason of the signal.
 */
export async function joinNearDuplicates(
  numbers: readonly (number | undefined)[],
  thumbnails: Thumbnails,
  groups: DisjointSets,
  { bounds = BOUNDS, ...reporting }: Reporting & { readonly bounds?: SearchBounds } = {},
): Promise<void> {
  const [own, room] = [roomForOne(), roomForOne()];
  const hasher = new Hasher();
  const hashes = await inSlices(numbers, (number) =>
    number === undefined ? undefined : hasher.lookAt(thumbnails.read(number, own)).hash(WHOLE),
  );
  const index = new HashIndex(hashes, bounds.sharing);
  const candidates = new Candidates(numbers.length);
  const matcher = new CropMatcher(tried);
  const cropper = new Cropper();
  const whole = new Standardised();
  const compared = numbers.flatMap((number, picture) =>
    number === undefined ? [] : [{ number, picture }],
  );
  const comparing = { label: 'comparing pictures', unit: 'images', total: compared.length };
  await inReportedSlices(comparing, compared, reporting, ({ number, picture }) => {
    const thumbnail = thumbnails.read(number, own);
    findCandidates(hasher.lookAt(thumbnail), index, candidates);
    let looks = 0;
    for (const { picture: other, crop } of candidates.take()) {
      if (looks === bounds.verified) break;
      if (groups.find(picture) === groups.find(other)) continue;
      if (looks === 0) matcher.lookAt(thumbnail);
      looks += 1;
      const target = required(numbers[other], `the thumbnail of picture ${other}`);
      whole.set(cropper.crop(thumbnails.read(target, room), WHOLE));
      if (matcher.match(whole, crop) >= NEAR) groups.join(picture, other);
    }
  });
}

function roomForOne(): Uint8Array {
  return new Uint8Array(THUMBNAIL_SIDE * THUMBNAIL_SIDE);
}

/** What is looked for: each crop as it is, then mirrored. */
const tried = crops.flatMap((crop) => [crop, { ...crop, mirrored: true }]);

/** Finds the pictures of which a crop of the thumbnail that is looked at may be a copy. */
function findCandidates(hasher: Hasher, index: HashIndex, candidates: Candidates): void {
  let hash: Uint16Array | undefined;
  for (const [number, crop] of tried.entries()) {
    hash = crop.mirrored && hash ? mirrorHash(hash) : hasher.hash(crop);
    index.search(hash, (picture, bits) => {
      candidates.offer(picture, number, bits);
    });
  }
}
