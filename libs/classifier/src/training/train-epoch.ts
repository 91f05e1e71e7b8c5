import {
  createRandom,
  required,
  silentProgress,
  type ProgressReporter,
  type Random,
} from '@gender/core';
import type { Trainer } from '@gender/engine';
import { dropoutMask } from '@gender/engine/trainer';
import { inferShapes, type Network } from '@gender/network';
import { notFiniteError } from './diverged.js';
import { rowBatches, type LabelledRows } from './row-batches.js';
import type { CurrentEpoch } from './training-state.js';

/** What an epoch is trained with. */
export interface EpochOptions {
  head: Network;
  train: LabelledRows;
  batchSize: number;
  /** All epochs there may be, to be shown. */
  epochs: number;
  /** The validation accuracies so far, drawn, to be shown. */
  accuracies?: string | undefined;
  /** The generator of the whole training. */
  random: Random;
  signal?: AbortSignal | undefined;
  progress?: ProgressReporter | undefined;
}

/**
 * Trains the rest of an epoch: all pictures once in an order that the seed and the epoch decide.
 *
 * @param current - where the epoch stands; brought up to date after every step
 * @param afterStep - called then
 */
export async function trainEpoch(
  trainer: Trainer,
  { head, train, batchSize, epochs, random, signal, ...shown }: EpochOptions,
  current: CurrentEpoch,
  afterStep: () => Promise<void>,
): Promise<void> {
  const order = random
    .fork(current.epoch)
    .fork('order')
    .shuffle([...train.record.images.keys()]);
  const masks = createRandom(current.masks);
  const dropouts = dropoutsOf(head);
  const { progress = silentProgress, accuracies } = shown;
  const drawn = accuracies ? `, validation accuracy ${accuracies}` : '';
  const label = `epoch ${current.epoch}/${epochs}`;
  const task = progress.start({
    label,
    unit: 'images',
    total: train.length,
    initial: current.pictures,
    transient: true,
  });
  try {
    const left = order.slice(current.pictures);
    for await (const batch of rowBatches(train, left, batchSize)) {
      const { rows, labels, features } = batch;
      signal?.throwIfAborted();
      const kept = dropouts.map(({ rate, units }) => dropoutMask(masks, rate, rows.length, units));
      const step = await trainer.trainBatch(features, labels, kept);
      if (!Number.isFinite(step.loss)) {
        throw notFiniteError(train, batch, `${label}, after ${current.pictures} pictures`);
      }
      current.pictures += rows.length;
      current.loss += step.loss * rows.length;
      current.correct += step.correct;
      current.masks = masks.state();
      task.advance(rows.length, `loss ${(current.loss / current.pictures).toFixed(4)}${drawn}`);
      await afterStep();
    }
  } finally {
    task.stop();
  }
}

/** The rate of each dropout layer in order, and how many units it drops from. */
function dropoutsOf(head: Network): { rate: number; units: number }[] {
  const shapes = inferShapes(head);
  return head.layers
    .filter((layer) => layer.type === 'dropout')
    .map(({ name, rate }) => ({
      rate,
      units: required(shapes.get(name)?.[0], `the units of layer "${name}"`),
    }));
}
