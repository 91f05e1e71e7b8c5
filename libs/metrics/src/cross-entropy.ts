import { MetricsError } from './metrics-error.js';
import { checkPredictions, type Predictions } from './predictions.js';

/** Keras' `epsilon`: probabilities are clipped to [1e-7, 1 − 1e-7] before the logarithm. */
const epsilon = 1e-7;

/** The loss of an image of which the true class is called impossible. */
export const largestLoss = -Math.log(epsilon);

/**
 * The categorical cross-entropy: the mean over images of −log p of the true class, in float64.
 * p is clipped to [1e-7, 1 − 1e-7], as `keras.losses.categorical_crossentropy` clips it.
 *
 * @throws MetricsError on no images, lengths that do not fit, or values out of range.
 *
 * @example
 * crossEntropy({ labels: [0, 1], probabilities: [0.9, 0.1, 0.5, 0.5], classes: 2 }); // 0.3993
 */
export function crossEntropy(predictions: Predictions): number {
  return mean(imageLosses(predictions));
}

/**
 * The Brier score: the mean over images of Σ (p − y)², where y is 1 for the true class and 0 for
 * others. Of two classes it is halved, so that it lies in 0 … 1, as scikit-learn's
 * `brier_score_loss` has it by default.
 *
 * @throws MetricsError as {@link crossEntropy}.
 */
export function brierScore(predictions: Predictions): number {
  return mean(imageBrierScores(predictions));
}

/**
 * The unweighted mean of the cross-entropies of consecutive batches, as `evaluate_generator` of
 * TensorFlow 1.14 reports it: a last, smaller batch counts like a full one.
 *
 * @param batch - images in a batch, an integer from 1
 * @throws MetricsError as {@link crossEntropy}, and when `batch` is not an integer from 1.
 */
export function batchMeanCrossEntropy(predictions: Predictions, batch: number): number {
  if (!Number.isInteger(batch) || batch < 1) {
    throw new MetricsError('METRICS_SHAPE', `batch size is ${batch}, expected an integer from 1`);
  }
  const losses = imageLosses(predictions);
  const batches = Math.ceil(losses.length / batch);
  return mean(
    Float64Array.from({ length: batches }, (_, index) =>
      mean(losses.subarray(index * batch, (index + 1) * batch)),
    ),
  );
}

/** Σ (p − y)² of each image, halved of two classes; `(N,)`. */
export function imageBrierScores(predictions: Predictions): Float64Array {
  checkPredictions(predictions);
  const { labels, probabilities, classes } = predictions;
  return Float64Array.from({ length: labels.length }, (_, image) => {
    let sum = 0;
    for (let index = 0; index < classes; index += 1) {
      const truth = index === labels[image] ? 1 : 0;
      sum += (Number(probabilities[image * classes + index]) - truth) ** 2;
    }
    return classes === 2 ? sum / 2 : sum;
  });
}

/** −log p of the true class of each image; `(N,)`. */
export function imageLosses(predictions: Predictions): Float64Array {
  checkPredictions(predictions);
  const { labels, probabilities, classes } = predictions;
  return Float64Array.from({ length: labels.length }, (_, image) => {
    const p = Number(probabilities[image * classes + Number(labels[image])]);
    return -Math.log(Math.min(Math.max(p, epsilon), 1 - epsilon));
  });
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
