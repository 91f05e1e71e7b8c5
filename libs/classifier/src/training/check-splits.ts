import { silentLogger, type Logger } from '@gender/core';
import { storeDifferences, type FeatureStore } from '@gender/features';
import { checkClasses, featuresError } from './check-classes.js';

/**
 * Checks that two stores go together. Training pictures may be augmented; those that validate must
 * be as they are.
 *
 * @param logger - is told of validation pictures that are training pictures too
 * @throws ClassifierError (`CLASSIFIER_FEATURES`) when they were made in different ways, and as `checkClasses`.
 */
export function checkStores(
  train: FeatureStore,
  validation: FeatureStore,
  logger: Logger = silentLogger,
): void {
  const records = { train: train.record, validation: validation.record };
  checkClasses(`${train.path} with ${validation.path}`, records, logger);
  const differing = storeDifferences(train.record, validation.record, [
    ...(['shard', 'images'] as const),
    ...(validation.record.augment === undefined ? (['augment'] as const) : []),
  ]);
  if (differing.length > 0) {
    throw featuresError(
      `${train.path} and ${validation.path} were made in different ways (${differing.join(', ')}); extract both again`,
    );
  }
  const trained = new Set(train.record.images.map(({ sha256 }) => sha256));
  const shared = validation.record.images.filter(({ sha256 }) => trained.has(sha256)).length;
  if (shared === 0) return;
  logger.warn(
    `${shared} of ${validation.length} validation pictures are training pictures too: the validation accuracy is too high; prepare the dataset again`,
  );
}
