import type { Logger } from '@gender/core';
import { DatasetError } from '../dataset-error.js';
import type { SplitMethod } from '../split/split-method.js';
import type { DuplicatePair } from './mark-duplicates.js';

/** So many pairs are named. */
const NAMED = 20;

/**
 * Refuses one picture in two classes, the same file or the same pixels; pictures that are nearly the same
 * are named in a warning, and so are all where the split is the published one.
 *
 * @throws DatasetError `DATASET_LABELS`
 */
export function checkContradictions(
  source: string,
  pairs: readonly DuplicatePair[],
  method: SplitMethod,
  logger: Logger,
): void {
  const against = pairs.filter(({ first, second }) => first.label !== second.label);
  const equal = against.filter(({ likeness }) => likeness !== 'near');
  if (equal.length > 0 && method !== 'original') {
    throw new DatasetError(
      'DATASET_LABELS',
      `${source} has the same picture in two classes: ${namePairs(equal)}; remove or relabel one of each`,
    );
  }
  if (against.length > 0) {
    logger.warn(`pictures that are the same or nearly so in two classes: ${namePairs(against)}`);
  }
}

function namePairs(pairs: readonly DuplicatePair[]): string {
  const named = pairs
    .slice(0, NAMED)
    .map(
      ({ first, second }) => `${first.path} (${first.label}) and ${second.path} (${second.label})`,
    );
  const more = pairs.length > NAMED ? [`and ${pairs.length - NAMED} more`] : [];
  return [...named, ...more].join('; ');
}
