import { createRandom, required } from '@gender/core';
import { createLocalTrainer } from '@gender/engine/trainer';
import { fitTemperature } from '@gender/metrics';
import type { Network } from '@gender/network';
import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';
import { ClassifierError } from '../classifier-error.js';
import { createHead } from '../head/create-head.js';
import { completeConfig, completeRun, lossOf, type TrainingConfig } from '../training-config.js';
import { checkClasses, featuresError } from '../training/check-classes.js';
import type { LabelledRows } from '../training/row-batches.js';
import { runEpochs } from '../training/run-epoch.js';
import { trainerOptions } from '../training/trainer-options.js';
import { initialState, type EpochResult, type StopReason } from '../training/training-state.js';
import { predictStore } from '../training/validate-head.js';

/** Features of pictures whose classes are known. */
export interface LabelledFeatures {
  /** Shape `(N, …)`, a row for each picture. */
  readonly features: Float32Tensor;
  /** For each row an index into the classes. */
  readonly labels: Uint32Array;
}

/** What to train on and how. */
export interface TrainHeadOptions extends TrainingConfig {
  /** What the labels stand for; at least two. */
  classes: readonly string[];
  train: LabelledFeatures;
  /** Other pictures than those of `train`, by which the best epoch is chosen. */
  validation: LabelledFeatures;
  /** Decides initial weights, order of pictures and dropout masks; default 0. */
  seed?: number | undefined;
  /** Called after each epoch. */
  onEpoch?: ((result: EpochResult) => void) | undefined;
}

/** What training made. */
export interface TrainedHead {
  /** With the weights of the best epoch, and a temperature where the validation pictures tell one. */
  readonly head: Network;
  readonly epochs: readonly EpochResult[];
  /** The first epoch with the highest validation accuracy, from 1. */
  readonly bestEpoch: number;
  /** Why no other epoch was trained. */
  readonly stopped: StopReason;
}

/**
 * Trains a head on features in memory, in the thread that calls it: a page calls it in a Web Worker,
 * whose end is the end of the training. The weights are, to the byte, those that training in Node
 * reaches with the same features, options and seed.
 *
 * @throws ClassifierError when features and labels do not fit together or an option is out of range.
 * @throws EngineError when WebAssembly does not work here.
 */
export async function trainHead(options: TrainHeadOptions): Promise<TrainedHead> {
  const { classes, onEpoch } = options;
  const config = completeConfig(options);
  const { seed } = completeRun(options);
  const train = rowsInMemory('the training pictures', classes, options.train);
  const validation = rowsInMemory('the validation pictures', classes, options.validation);
  if (String(train.rowShape) !== String(validation.rowShape)) {
    throw featuresError(
      `${validation.path} have features of shape (${validation.rowShape.join(', ')}), ${train.path} of (${train.rowShape.join(', ')}); make both with one backbone`,
    );
  }
  checkClasses(train.path, { train: train.record, validation: validation.record });
  const random = createRandom(seed);
  const head = createHead({
    ...{ ...config, classes, inputShape: train.rowShape },
    random: random.fork('head'),
  });
  const forTrainer = trainerOptions(config, train);
  await using trainer = await createLocalTrainer(head, forTrainer);
  let best = head;
  const keeper = {
    isDue: () => false,
    saveCheckpoint: () => Promise.resolve(),
    saveWeights: async () => {
      best = await trainer.head();
    },
  };
  const { batchSize, epochs } = config;
  const { evaluationBatchSize } = forTrainer;
  const fit = random.fork('fit');
  const training = {
    ...{ head, train, validation, batchSize, evaluationBatchSize, epochs, random: fit },
    ...{ trainer, keeper, loss: lossOf(config), onEpoch },
  };
  const state = initialState(fit);
  const stopped = required(await runEpochs(training, state, config), 'the end of a training');
  await using judge = await createLocalTrainer(best, forTrainer);
  const temperature = fitTemperature(await predictStore(judge, validation, training));
  return {
    head: { ...best, temperature },
    ...{ epochs: state.epochs, bestEpoch: state.best.epoch, stopped },
  };
}

function rowsInMemory(
  path: string,
  classes: readonly string[],
  { features, labels }: LabelledFeatures,
): LabelledRows {
  const { data, shape } = features;
  const [length = 0, ...rowShape] = shape;
  if (length === 0 || rowShape.length === 0 || labels.length !== length) {
    throw featuresError(
      `${path} have ${labels.length} labels for features of shape (${shape.join(', ')}); expected one for each of at least one row`,
    );
  }
  const unknown = labels.find((label) => label >= classes.length);
  if (unknown !== undefined) {
    throw featuresError(`${path} have the label ${unknown}; there are ${classes.length} classes`);
  }
  const rowSize = elementCount(rowShape);
  const images = Array.from(labels, (label, row) => ({ file: `picture ${row + 1}`, label }));
  const gather: LabelledRows['gather'] = (rows, target) => {
    const values = (target ?? new Float32Array(rows.length * rowSize)).subarray(
      0,
      rows.length * rowSize,
    );
    rows.forEach((row, place) => {
      values.set(data.subarray(row * rowSize, (row + 1) * rowSize), place * rowSize);
    });
    return Promise.resolve(tensor('float32', [rows.length, ...rowShape], values));
  };
  return { path, record: { classes, images }, length, rowShape, gather };
}

/**
 * Divides labelled pictures into those to train on and those to validate with, class by class.
 *
 * @param labels - the class of each picture
 * @param share - of each class that is held out, in (0, 1); at least one picture, and never all
 * @returns indices of pictures, ascending
 * @throws ClassifierError (`CLASSIFIER_FEATURES`) when a class has one picture only, (`CLASSIFIER_OPTIONS`) for another share.
 */
export function holdOut(
  labels: readonly number[],
  share: number,
  seed: number,
): { train: number[]; validation: number[] } {
  if (!(share > 0 && share < 1)) {
    throw new ClassifierError(
      'CLASSIFIER_OPTIONS',
      `the share of pictures that are held out is ${share}, expected a number between 0 and 1`,
    );
  }
  const random = createRandom(seed).fork('hold out');
  const held = new Set<number>();
  for (const label of new Set(labels)) {
    const pictures = [...labels.keys()].filter((index) => labels[index] === label);
    if (pictures.length < 2) {
      throw featuresError('a class has one picture only, and needs one to train on and one to validate with'); // prettier-ignore
    }
    const count = Math.min(Math.max(1, Math.round(pictures.length * share)), pictures.length - 1);
    const shuffled = random.fork(label).shuffle(pictures);
    for (let place = 0; place < count; place += 1) {
      held.add(required(shuffled[place], 'a picture that is held out'));
    }
  }
  const indices = [...labels.keys()];
  return {
    train: indices.filter((index) => !held.has(index)),
    validation: indices.filter((index) => held.has(index)),
  };
}
