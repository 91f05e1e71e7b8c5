import { createRandom, silentProgress, type ProgressReporter, type Random } from '@gender/core';
import {
  createTrainer,
  dropoutMask,
  type AdamOptions,
  type CreateTrainer,
  type Trainer,
} from '@gender/engine';
import type { FeatureStore } from '@gender/features';
import { accuracy, crossEntropy, topClasses } from '@gender/metrics';
import { inferShapes, type Network } from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';
import { ClassifierError } from './classifier-error.js';

export interface FitHeadOptions {
  /** The head with its initial weights. */
  head: Network;
  train: FeatureStore;
  validation: FeatureStore;
  /** The most epochs to train; default 10. */
  epochs?: number | undefined;
  /** Pictures in one step; default 32. The last batch of an epoch may be smaller. */
  batchSize?: number | undefined;
  /** Epochs without a higher validation accuracy before training stops; default 3. */
  patience?: number | undefined;
  adam?: AdamOptions | undefined;
  /** Decides the order of the pictures and the dropout masks. */
  seed: number;
  /** Threads that compute; the result does not depend on it. */
  threads?: number | undefined;
  /** Makes the trainer; default: the WebAssembly kernels. */
  createTrainer?: CreateTrainer | undefined;
  signal?: AbortSignal | undefined;
  progress?: ProgressReporter | undefined;
  /** Called after each epoch. */
  onEpoch?: ((result: EpochResult) => void) | undefined;
}

/** What one epoch reached. */
export interface EpochResult {
  /** From 1. */
  epoch: number;
  /** Mean cross-entropy over the training pictures, with dropout, each before its own step. */
  loss: number;
  /** Accuracy over the training pictures, with dropout. */
  accuracy: number;
  /** Mean cross-entropy over the validation pictures. */
  valLoss: number;
  valAccuracy: number;
  /** How long the epoch took, validation included. */
  seconds: number;
}

export interface FittedHead {
  /** The head with the weights of the best epoch. */
  head: Network;
  epochs: EpochResult[];
  /** The first epoch with the highest validation accuracy, from 1. */
  bestEpoch: number;
}

/**
 * Trains a head on stored features: Adam on the cross-entropy, all pictures in a new order each
 * epoch, validation after each epoch; stops early and keeps the weights of the best epoch.
 *
 * @throws ClassifierError when the stores do not fit together or are empty.
 */
export async function fitHead(options: FitHeadOptions): Promise<FittedHead> {
  const { head, train, validation, epochs = 10, patience = 3, batchSize = 32 } = options;
  const { adam, threads, seed, onEpoch } = options;
  checkStores(train, validation);
  const random = createRandom(seed).fork('fit');
  const create = options.createTrainer ?? createTrainer;
  await using trainer = await create(head, { adam, batchSize, threads });

  const results: EpochResult[] = [];
  let best = { head, epoch: 0, valAccuracy: -1 };
  for (let epoch = 1; epoch <= epochs && epoch - best.epoch <= patience; epoch += 1) {
    const started = performance.now();
    const trained = await trainEpoch(trainer, options, random.fork(epoch), epoch);
    const validated = await evaluateHead(trainer, validation, batchSize);
    const seconds = (performance.now() - started) / 1000;
    const result = {
      epoch,
      ...trained,
      valLoss: validated.loss,
      valAccuracy: validated.accuracy,
      seconds,
    };
    results.push(result);
    onEpoch?.(result);
    if (result.valAccuracy > best.valAccuracy) {
      best = { head: await trainer.head(), epoch, valAccuracy: result.valAccuracy };
    }
  }
  return { head: best.head, epochs: results, bestEpoch: best.epoch };
}

async function trainEpoch(
  trainer: Trainer,
  { head, train, epochs = 10, batchSize = 32, signal, progress = silentProgress }: FitHeadOptions,
  random: Random,
  epoch: number,
): Promise<{ loss: number; accuracy: number }> {
  const order = random.fork('order').shuffle([...train.record.images.keys()]);
  const maskRandom = random.fork('masks');
  const dropouts = dropoutsOf(head);
  const task = progress.start({
    label: `epoch ${epoch}/${epochs}`,
    unit: 'images',
    total: train.length,
  });
  let loss = 0;
  let correct = 0;
  try {
    for await (const { rows, features } of batches(train, order, batchSize)) {
      signal?.throwIfAborted();
      const masks = dropouts.map(({ rate, units }) =>
        dropoutMask(maskRandom, rate, rows.length, units),
      );
      const step = await trainer.trainBatch(features, labelsOf(train, rows), masks);
      loss += step.loss * rows.length;
      correct += step.correct;
      task.advance(rows.length, `loss ${step.loss.toFixed(4)}`);
    }
  } finally {
    task.stop();
  }
  return { loss: loss / train.length, accuracy: correct / train.length };
}

/** The rate of each dropout layer in order, and how many units it drops from. */
function dropoutsOf(head: Network): { rate: number; units: number }[] {
  const shapes = inferShapes(head);
  return head.layers.flatMap((layer) =>
    layer.type === 'dropout' ? [{ rate: layer.rate, units: shapes.get(layer.name)?.[0] ?? 0 }] : [],
  );
}

async function evaluateHead(
  trainer: Trainer,
  store: FeatureStore,
  batchSize: number,
): Promise<{ loss: number; accuracy: number }> {
  const rows = [...store.record.images.keys()];
  const classes = store.record.classes.length;
  const probabilities = new Float32Array(store.length * classes);
  for await (const batch of batches(store, rows, batchSize)) {
    const { data } = await trainer.predict(batch.features);
    probabilities.set(data, (batch.rows[0] ?? 0) * classes);
  }
  const labels = labelsOf(store, rows);
  return {
    loss: crossEntropy({ labels, probabilities, classes }),
    accuracy: accuracy(labels, topClasses(probabilities, classes)),
  };
}

interface Batch {
  rows: readonly number[];
  features: Float32Tensor;
}

/** Reads rows in the given order, each batch while the one before it is being computed. */
async function* batches(
  store: FeatureStore,
  order: readonly number[],
  size: number,
): AsyncGenerator<Batch> {
  const read = async (start: number): Promise<Batch> => {
    const rows = order.slice(start, start + size);
    return { rows, features: await store.gather(rows) };
  };
  let ahead = read(0);
  for (let start = 0; start < order.length; start += size) {
    const batch = await ahead;
    ahead = read(start + size);
    ahead.catch(() => undefined);
    yield batch;
  }
}

function labelsOf(store: FeatureStore, rows: readonly number[]): Uint32Array {
  return Uint32Array.from(rows, (row) => store.record.images[row]?.label ?? 0);
}

function checkStores(train: FeatureStore, validation: FeatureStore): void {
  const wayOf = ({ record }: FeatureStore): string =>
    JSON.stringify([record.rowShape, record.backbone, record.preprocessing, record.classes]);
  if (wayOf(train) !== wayOf(validation)) {
    throw new ClassifierError(
      'CLASSIFIER_FEATURES',
      `${train.path} and ${validation.path} were made by different backbones, preprocessings or classes; extract both again`,
    );
  }
}
