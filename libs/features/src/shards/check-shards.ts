import { isDeepStrictEqual } from 'node:util';
import { FeaturesError } from '../features-error.js';
import {
  listedPictures,
  storeDifferences,
  type FeatureRecord,
  type SkippedPicture,
} from '../store/feature-record.js';
import type { FeatureStore } from '../store/feature-store.js';
import { listingHash, type Shard } from '../store/shard.js';
import type { FoundStore } from '../store/store-path.js';

/** A part of a store that exists. */
export interface FoundPart extends FoundStore {
  shard: Shard;
}

/** Missing parts that a message names; of more it says how many. */
const MOST_NAMED = 8;

/**
 * Puts the parts of one store in order.
 *
 * @throws FeaturesError (`FEATURES_SHARDS`) when some are missing, or the numbers of parts differ.
 */
export function orderShards(path: string, parts: readonly FoundPart[]): FoundPart[] {
  const ordered = parts.toSorted((left, right) => left.shard.part - right.shard.part);
  const counts = new Set(parts.map(({ shard }) => shard.of));
  if (counts.size > 1) {
    throw shardsError(
      `there are parts of ${[...counts].join(' and of ')} for ${path}; delete those that do not belong to it`,
    );
  }
  const found = new Set(parts.map(({ shard }) => shard.part));
  const missing = [...counts].flatMap((of) =>
    Array.from({ length: of }, (_, index) => index + 1)
      .filter((part) => !found.has(part))
      .map((part) => `${part}/${of}`),
  );
  if (missing.length === 0) return ordered;
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : '';
  const named = missing.slice(0, MOST_NAMED).join(', ') + more;
  throw shardsError(
    `${path} lacks the parts ${named}; extract them, or bring their .npy and .json here`,
  );
}

/**
 * Checks that parts in order, all there, were made in the same way and hold every picture once.
 *
 * @returns the record of the whole
 * @throws FeaturesError (`FEATURES_SHARDS`) otherwise; names the part that does not fit.
 */
export function joinRecords(parts: readonly [FeatureStore, ...FeatureStore[]]): FeatureRecord {
  const [{ path: firstPath, record: first }] = parts;
  for (const [index, { path, record }] of parts.entries()) {
    const expected = { ...first.shard, part: index + 1, of: parts.length };
    if (!isDeepStrictEqual(record.shard, expected)) {
      throw shardsError(
        `${path} is not part ${index + 1} of ${parts.length} of the pictures that ${firstPath} was extracted from; extract part ${index + 1}/${parts.length} again`,
      );
    }
    const differing = storeDifferences(first, record, ['shard', 'images', 'skipped']);
    if (differing.length > 0) {
      throw shardsError(
        `${path} and ${firstPath} were made in different ways (${differing.join(', ')}); extract one of them again`,
      );
    }
  }
  const { shard, skipped: _, ...rest } = first;
  const listed = parts.flatMap(({ record }) => listedPictures(record));
  if (listingHash({ classes: first.classes, images: listed }) !== shard?.listing) {
    throw shardsError(
      `the parts beside ${firstPath} do not hold every picture once; extract them again`,
    );
  }
  const skipped = skippedOf(parts);
  const images = parts.flatMap(({ record }) => record.images);
  return { ...rest, images, ...(skipped.length > 0 && { skipped }) };
}

/** The pictures that parts left out, at their places in the whole listing. */
function skippedOf(parts: readonly FeatureStore[]): SkippedPicture[] {
  let before = 0;
  return parts.flatMap(({ record }) => {
    const { images, skipped = [] } = record;
    const first = before;
    before += images.length + skipped.length;
    return skipped.map((picture) => ({ ...picture, index: first + picture.index }));
  });
}

function shardsError(message: string): FeaturesError {
  return new FeaturesError('FEATURES_SHARDS', message);
}
