import { isDeepStrictEqual } from 'node:util';
import { provenanceOf, type FeatureRecord } from '../store/feature-record.js';
import type { FeatureStore } from '../store/feature-store.js';
import { FeaturesError } from '../features-error.js';
import { listingHash } from '../store/shard.js';
import type { FoundStore } from '../store/store-path.js';

/** Missing parts that a message names; of more it says how many. */
const MOST_NAMED = 8;

/**
 * Puts the parts of one store in order.
 *
 * @throws FeaturesError (`FEATURES_SHARDS`) when some are missing, or the numbers of parts differ.
 */
export function orderShards(path: string, parts: readonly FoundStore[]): FoundStore[] {
  const counts = new Set(parts.map(({ shard }) => shard?.of ?? 0));
  const [of = 0, ...others] = counts;
  if (others.length > 0) {
    throw shardsError(
      `there are parts of ${[...counts].join(' and of ')} for ${path}; delete those that do not belong to it`,
    );
  }
  const byPart = new Map(parts.map((part) => [part.shard?.part, part]));
  const numbers = Array.from({ length: of }, (_, index) => index + 1);
  const missing = numbers.filter((part) => !byPart.has(part)).map((part) => `${part}/${of}`);
  if (missing.length > 0) {
    const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : '';
    const named = missing.slice(0, MOST_NAMED).join(', ') + more;
    throw shardsError(
      `${path} lacks the parts ${named}; extract them with --shard, or bring their .npy and .json here`,
    );
  }
  return numbers.flatMap((part) => byPart.get(part) ?? []);
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
        `${path} is not part ${index + 1} of ${parts.length} of the pictures that ${firstPath} was extracted from; extract it again with --shard ${index + 1}/${parts.length}`,
      );
    }
    const differing = differences(first, record);
    if (differing.length > 0) {
      throw shardsError(
        `${path} and ${firstPath} were made in different ways (${differing.join(', ')}); extract one of them again`,
      );
    }
  }
  const { shard, ...rest } = first;
  const images = parts.flatMap(({ record }) => record.images);
  if (listingHash({ classes: first.classes, images }) !== shard?.listing) {
    throw shardsError(
      `the parts beside ${firstPath} do not hold every picture once; extract them again`,
    );
  }
  return { ...rest, images };
}

/** What differs between the ways in which two parts were made, by name. */
function differences(left: FeatureRecord, right: FeatureRecord): string[] {
  const [a, b] = [left, right].map((record): Record<string, unknown> => ({
    ...provenanceOf(record),
    classes: record.classes,
  }));
  const names = new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})]);
  return [...names].filter((name) => !isDeepStrictEqual(a?.[name], b?.[name]));
}

function shardsError(message: string): FeaturesError {
  return new FeaturesError('FEATURES_SHARDS', message);
}
