import { required } from '@gender/core';
import { ClassifierError } from '../classifier-error.js';
import type { LabelledRows, RowBatch } from './row-batches.js';

/**
 * Why the loss of a batch is no number: its features are none, or the training has diverged.
 *
 * @param where - `epoch 2, after 32 pictures`
 */
export function notFiniteError(
  store: LabelledRows,
  batch: RowBatch,
  where: string,
): ClassifierError {
  const { data } = batch.features;
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return divergedError(`the loss is not finite in ${where}`);
  const row = required(
    batch.rows[Math.floor(wrong / (data.length / batch.rows.length))],
    'the row',
  );
  const { file } = required(store.record.images[row], 'the picture of a row');
  return new ClassifierError(
    'CLASSIFIER_FEATURES',
    `the features of ${file} in ${store.path} are not finite; check the backbone and how pictures are fed to it, and extract again`,
  );
}

/** @param what - is not finite, and where */
export function divergedError(what: string): ClassifierError {
  return new ClassifierError(
    'CLASSIFIER_DIVERGED',
    `${what}: the training has diverged, and no model is written; try a lower learning rate, a smaller penalty or smaller class weights`,
  );
}
