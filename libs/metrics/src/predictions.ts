import { MetricsError } from './metrics-error.js';

/** What a classifier said about labelled images. */
export interface Predictions {
  /** The true class of each image, an index from 0; `(N,)`. */
  readonly labels: ArrayLike<number>;
  /** The probability of each class for each image, row after row; `(N, classes)`. */
  readonly probabilities: ArrayLike<number>;
  /** How many classes there are, at least 2. */
  readonly classes: number;
}

/** How far outside 0 … 1 a probability may lie: float32 sums end a few units in the last place off. */
const probabilityTolerance = 1e-5;

/** @throws MetricsError when lengths do not fit, a label is no class or a value is no probability. */
export function checkPredictions({ labels, probabilities, classes }: Predictions): void {
  checkLabels(labels, classes, 'label');
  if (probabilities.length !== labels.length * classes) {
    throw new MetricsError(
      'METRICS_SHAPE',
      `${labels.length} labels of ${classes} classes need ${labels.length * classes} probabilities, found ${probabilities.length}; pass them row after row, (N, classes)`,
    );
  }
  for (let index = 0; index < probabilities.length; index += 1) {
    const p = Number(probabilities[index]);
    if (isProbability(p)) continue;
    throw notProbability(
      p,
      `probability ${index % classes} of image ${Math.floor(index / classes)}`,
    );
  }
}

/** @throws MetricsError when the confidence of an image, `(N,)`, is no probability. */
export function checkConfidences(confidences: ArrayLike<number>): void {
  for (let image = 0; image < confidences.length; image += 1) {
    const p = Number(confidences[image]);
    if (!isProbability(p)) throw notProbability(p, `the confidence of image ${image}`);
  }
}

function isProbability(p: number): boolean {
  return p >= -probabilityTolerance && p <= 1 + probabilityTolerance;
}

function notProbability(p: number, what: string): MetricsError {
  return new MetricsError(
    'METRICS_PROBABILITY',
    `${what} is ${p}, expected 0 … 1; pass the output of softmax, not logits`,
  );
}

/** @throws MetricsError when there are weights, but not one for each image. */
export function checkWeights(images: ArrayLike<unknown>, weights?: ArrayLike<number>): void {
  if (weights !== undefined) checkSameLength(images, weights);
}

/** @throws MetricsError when there are no labels, or one is not an integer in 0 … classes − 1. */
export function checkLabels(labels: ArrayLike<number>, classes: number, what: string): void {
  checkClasses(classes);
  if (labels.length === 0) {
    throw new MetricsError('METRICS_EMPTY', 'there are no images to measure; pass at least one');
  }
  for (let image = 0; image < labels.length; image += 1) {
    const label = Number(labels[image]);
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new MetricsError(
        'METRICS_LABEL',
        `${what} of image ${image} is ${label}, expected a class index 0 … ${classes - 1}`,
      );
    }
  }
}

/**
 * The number of whole rows of probabilities.
 *
 * @throws MetricsError when the length is not a multiple of `classes`.
 */
export function checkRows(probabilities: ArrayLike<number>, classes: number): number {
  checkClasses(classes);
  const images = probabilities.length / classes;
  if (Number.isInteger(images)) return images;
  throw new MetricsError(
    'METRICS_SHAPE',
    `${probabilities.length} probabilities are not whole rows of ${classes} classes`,
  );
}

/** @throws MetricsError when the lengths differ. */
export function checkSameLength(labels: ArrayLike<unknown>, others: ArrayLike<unknown>): void {
  if (labels.length === others.length) return;
  throw new MetricsError(
    'METRICS_SHAPE',
    `${labels.length} labels but ${others.length} values beside them; pass one for each image`,
  );
}

/** @throws MetricsError when the number of classes is not an integer ≥ 2. */
export function checkClasses(classes: number): void {
  if (Number.isInteger(classes) && classes >= 2) return;
  throw new MetricsError('METRICS_SHAPE', `found ${classes} classes, expected an integer from 2`);
}
