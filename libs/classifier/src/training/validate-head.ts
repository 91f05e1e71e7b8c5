import { required } from '@gender/core';
import type { Trainer } from '@gender/engine';
import { accuracy, crossEntropy, topClasses, type Predictions } from '@gender/metrics';
import type { LossConfig } from '../training-config.js';
import { divergedError } from './diverged.js';
import { rowBatches, type LabelledRows } from './row-batches.js';
import { partRows } from './trainer-rows.js';

export interface PredictStoreOptions {
  /** Pictures computed at once. */
  evaluationBatchSize: number;
  signal?: AbortSignal | undefined;
}

export interface ValidateOptions extends PredictStoreOptions {
  loss: LossConfig;
}

/**
 * Loss and accuracy of a trainer's head over a store, as Keras' `evaluate` reports them: label
 * smoothing and the L2 penalty count, class weights and dropout do not. And the mean cross-entropy without either.
 */
export async function validateHead(
  trainer: Trainer,
  store: LabelledRows,
  { loss: { labelSmoothing, l2 }, ...options }: ValidateOptions,
): Promise<{ loss: number; accuracy: number; crossEntropy: number }> {
  const { labels, probabilities, classes } = await predictStore(trainer, store, options);
  const plain = crossEntropy({ labels, probabilities, classes });
  const smooth = labelSmoothing === 0 ? 0 : uniformCrossEntropy(probabilities, classes);
  const penalty = l2 === 0 ? 0 : l2 * (await sumOfSquares(trainer));
  return {
    loss: (1 - labelSmoothing) * plain + labelSmoothing * smooth + penalty,
    accuracy: accuracy(labels, topClasses(probabilities, classes)),
    crossEntropy: plain,
  };
}

/** What a head says of the pictures of a store, in the order of its rows. */
export interface StorePredictions extends Predictions {
  readonly labels: Uint32Array;
  readonly probabilities: Float32Array;
}

/**
 * What a trainer's head says of all pictures of a store: labels `(N,)`, probabilities `(N, classes)`.
 *
 * @throws ClassifierError (`CLASSIFIER_DIVERGED`) when they are not finite.
 */
export async function predictStore(
  trainer: Trainer,
  store: LabelledRows,
  { evaluationBatchSize, signal }: PredictStoreOptions,
): Promise<StorePredictions> {
  const classes = store.record.classes.length;
  const labels = new Uint32Array(store.length);
  const probabilities = new Float32Array(store.length * classes);
  for await (const batch of rowBatches(store, [...labels.keys()], evaluationBatchSize)) {
    signal?.throwIfAborted();
    const first = required(batch.rows[0], 'the first row of a batch');
    const { data } = await trainer.predict(batch.features);
    if (!data.every(Number.isFinite)) {
      throw divergedError('the predictions for validation pictures are not finite');
    }
    labels.set(batch.labels, first);
    probabilities.set(data, first * classes);
  }
  return { labels, probabilities, classes };
}

/** The mean cross-entropy where every class is as true as the others, which smoothing mixes in. */
function uniformCrossEntropy(probabilities: Float32Array, classes: number): number {
  const images = probabilities.length / classes;
  const losses = Array.from({ length: classes }, (_, label) =>
    crossEntropy({ labels: new Uint32Array(images).fill(label), probabilities, classes }),
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / classes;
}

/** Σw² over all dense kernels. */
async function sumOfSquares(trainer: Trainer): Promise<number> {
  let sum = 0;
  for (const parameter of trainer.parameters.filter(({ name }) => name === 'kernel')) {
    for await (const values of partRows(trainer, parameter, 'value')) {
      for (const value of values) sum += value * value;
    }
  }
  return sum;
}
