import { silentLogger, type Logger } from '@gender/core';
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

/** @param message - what is wrong with features or their pictures */
export function featuresError(message: string): ClassifierError {
  return new ClassifierError('CLASSIFIER_FEATURES', message);
}
