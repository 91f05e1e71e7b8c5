import type { TrainerOptions } from '@gender/engine';
import { lossOf, type CompleteTrainingConfig } from '../training-config.js';
import { resolveClassWeights } from './class-weights.js';
import type { LabelledRows } from './row-batches.js';

/** Validation goes in larger batches than training: each reads all weights from memory once. */
const EVALUATION_BATCH_SIZE = 64;

/**
 * What a config asks of the trainer, for the pictures that there are.
 *
 * @throws ClassifierError (`CLASSIFIER_OPTIONS`) for class weights that do not fit them.
 */
export function trainerOptions(
  config: CompleteTrainingConfig,
  train: LabelledRows,
): TrainerOptions & { evaluationBatchSize: number } {
  const { classes, images } = train.record;
  const { classWeights, ...loss } = lossOf(config);
  const labels = images.map(({ label }) => label);
  const batchSize = Math.min(config.batchSize, train.length);
  return {
    adam: config.adam,
    batchSize,
    evaluationBatchSize: Math.max(batchSize, EVALUATION_BATCH_SIZE),
    loss: { ...loss, classWeights: resolveClassWeights(classWeights, classes, labels) },
  };
}
