import { silentLogger, type Logger } from '@gender/core';
import { storeDifferences, type FeatureStore } from '@gender/features';
import { ClassifierError } from '../classifier-error.js';

/** Pictures of classes, as a split's folder or the record of its features lists them. */
interface Split {
  readonly classes: readonly string[];
  /** `label` is an index into the classes. */
  readonly images: readonly { readonly label: number }[];
}

/**
 * Checks the classes of two splits before anything is computed from them.
 *
 * @param name - what to call the dataset or the stores in a message
 * @param logger - is told of classes that no validation picture shows
 * @throws ClassifierError (`CLASSIFIER_FEATURES`) when there are fewer than two classes, the splits
 *   have others, or a class has no training picture.
 */
export function checkClasses(
  name: string,
  { train, validation }: { train: Split; validation: Split },
  logger: Logger = silentLogger,
): void {
  const { classes } = train;
  const list = classes.join(', ');
  if (classes.length < 2) {
    throw featuresError(`${name} has one class only (${list}); a classifier needs at least two`);
  }
  if (validation.classes.join('\n') !== classes.join('\n')) {
    throw featuresError(
      `${name} has the classes ${list} in its training split, but ${validation.classes.join(', ')} in its validation split; prepare the dataset again, so that both hold every class`,
    );
  }
  const untrained = emptyClasses(train);
  if (untrained.length > 0) {
    throw featuresError(
      `${name} has no training pictures of ${untrained.join(', ')}; add some, or remove the class`,
    );
  }
  const unseen = emptyClasses(validation);
  if (unseen.length === 0) return;
  logger.warn(
    `${name} has no validation pictures of ${unseen.join(', ')}: the best epoch is chosen without them`,
  );
}

function emptyClasses({ classes, images }: Split): string[] {
  const labels = new Set(images.map(({ label }) => label));
  return classes.filter((_, label) => !labels.has(label));
}

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

function featuresError(message: string): ClassifierError {
  return new ClassifierError('CLASSIFIER_FEATURES', message);
}
