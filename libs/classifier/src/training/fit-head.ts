import { createRandom, required, type Logger, type ProgressReporter } from '@gender/core';
import { createTrainer, type CreateTrainer, type Trainer } from '@gender/engine';
import type { FeatureStore } from '@gender/features';
import { openKerasWeights, type WeightRows } from '@gender/keras';
import { fitTemperature } from '@gender/metrics';
import type { Network } from '@gender/network';
import { checkStores } from './check-splits.js';
import { ClassifierError } from '../classifier-error.js';
import { EventFile } from './event-file.js';
import { trainingFingerprint } from './fingerprint.js';
import { loadInitialWeights } from '../head/initial-weights.js';
import { runEpochs, type Training, type TrainingLimits } from './run-epoch.js';
import { completeConfig, completeRun, lossOf, type TrainingConfig } from '../training-config.js';
import { trainerOptions } from './trainer-options.js';
import { TrainingFolder } from './training-folder.js';
import {
  initialState,
  type BestEpoch,
  type EpochResult,
  type StopReason,
  type TrainingState,
} from './training-state.js';
import { predictStore, type StorePredictions } from './validate-head.js';

/** What to train on and how; of `TrainingConfig` all but the sizes of the head. */
export interface FitHeadOptions extends Omit<TrainingConfig, 'hiddenUnits' | 'dropout'> {
  /** The head with its initial weights. */
  head: Network;
  /** Where initial weights come from that are not in the head's tensors; default: all are. */
  initial?: WeightRows | undefined;
  train: FeatureStore;
  validation: FeatureStore;
  /** Pictures that are predicted with the best epoch's weights, and decide nothing. */
  test?: FeatureStore | undefined;
  /**
   * The Keras weights file that the best epoch's weights become. While the training goes on, they
   * and its checkpoint are kept in the folder `<weights>.training`.
   */
  weights: string;
  /** The TensorBoard event file to which each epoch is added; default: none. */
  events?: string | undefined;
  /** Decides the order of the pictures and the dropout masks. */
  seed: number;
  /** Threads that compute; the result does not depend on it. */
  threads?: number | undefined;
  /** Makes the trainer; default: the WebAssembly kernels. */
  createTrainer?: CreateTrainer | undefined;
  /** Names what else the result depends on, such as a `createTrainer` of one's own. */
  variant?: string | undefined;
  /** The least time between two checkpoints; default 60. One more is written when `signal` is aborted. */
  checkpointSeconds?: number | undefined;
  signal?: AbortSignal | undefined;
  progress?: ProgressReporter | undefined;
  logger?: Logger | undefined;
  /** Called after each epoch. */
  onEpoch?: ((result: EpochResult) => void) | undefined;
}

export interface FittedHead {
  /** The file with the weights of the best epoch. */
  weights: string;
  epochs: EpochResult[];
  /** The first epoch with the highest validation accuracy, from 1. */
  bestEpoch: number;
  /** `epochs`: all were trained; `patience`: so many epochs passed without a better validation accuracy. */
  stopped: StopReason;
  /**
   * What the logits are to be divided by for calibrated probabilities, fitted on the validation pictures
   * with the weights of the best epoch; absent where these pictures cannot tell, as where all are right.
   */
  temperature?: number;
  /** What the best epoch's weights say of the validation pictures. */
  validation: StorePredictions;
  /** And of the pictures of `test`, where it was given. */
  test?: StorePredictions;
}

/** How far a training has come that may go on. */
export interface FitProgress {
  readonly epochs: readonly EpochResult[];
  readonly best: BestEpoch;
  /** Why no other epoch would follow; absent where one would. */
  readonly stopped?: StopReason;
}

/**
 * Trains a head on stored features: Adam on the cross-entropy, all pictures in a new order each
 * epoch, validation after each epoch; stops early and keeps the weights of the best epoch.
 *
 * A training that was interrupted, by its signal or by the end of the process, goes on from its last
 * checkpoint when it is started again with the same options; the result is the same to the byte.
 *
 * @throws ClassifierError when the stores do not fit together, are empty, or an option is out of range.
 * @throws FileError when the weights cannot be written.
 */
export async function fitHead(options: FitHeadOptions): Promise<FittedHead> {
  await using fitting = await openFitting(options);
  const stopped = await fitting.advance(Infinity);
  const { state, folder } = fitting;
  const { weights, logger } = options;
  const { epoch: bestEpoch } = state.best;
  await restoreWeights(fitting, bestEpoch);
  // To its end even where the signal is aborted: no checkpoint is as far.
  const predict = (store: FeatureStore): Promise<StorePredictions> =>
    predictStore(fitting.trainer, store, { evaluationBatchSize: fitting.evaluationBatchSize });
  const validation = await predict(options.validation);
  const test = options.test && (await predict(options.test));
  await folder.finish(bestEpoch, weights);
  const temperature = temperatureOf(validation, logger);
  return {
    ...{ weights, epochs: state.epochs, bestEpoch, validation },
    stopped: required(stopped, 'the end of a training'),
    ...(temperature !== undefined && { temperature }),
    ...(test && { test }),
  };
}

/**
 * Trains as `fitHead` until so many epochs are over, if it does not stop before, and keeps a checkpoint
 * in the folder `<weights>.training`, from which this function or `fitHead` goes on with the same options.
 *
 * @throws as `fitHead`.
 */
export async function fitHeadUntil(options: FitHeadOptions, epochs: number): Promise<FitProgress> {
  await using fitting = await openFitting(options);
  const { state, folder } = fitting;
  const before = state.epochs.length;
  const stopped = await fitting.advance(epochs);
  if (state.epochs.length > before) await folder.saveCheckpoint(state);
  return { epochs: state.epochs, best: state.best, ...(stopped && { stopped }) };
}

/** A training that is under way in memory; end it with `await using`. */
interface Fitting extends AsyncDisposable {
  readonly head: Network;
  readonly evaluationBatchSize: number;
  readonly trainer: Trainer;
  readonly folder: TrainingFolder;
  readonly state: TrainingState;
  /** Trains until so many epochs are over or the training stops. */
  advance(epochs: number): Promise<StopReason | undefined>;
}

/** Makes a trainer, and puts it where an interrupted training has stopped. */
async function openFitting(options: FitHeadOptions): Promise<Fitting> {
  const { head, train, validation, weights, logger } = options;
  const config = completeConfig(options);
  const { seed, checkpointSeconds } = completeRun(options);
  checkStores(train, validation, logger);
  const { epochs, batchSize, patience, adam } = config;
  const loss = lossOf(config);
  const forTrainer = trainerOptions(config, train);
  const { evaluationBatchSize } = forTrainer;
  const { threads, createTrainer: create = createTrainer } = options;
  const trainer = await create(head, { ...forTrainer, threads });
  try {
    const initialWeights = await loadInitialWeights(trainer, head, options.initial);
    const fingerprint = trainingFingerprint({
      ...{ head, initialWeights, train, validation },
      options: { epochs, batchSize, patience, seed, adam, ...loss, variant: options.variant },
    });
    const path = `${weights}.training`;
    const kept = { path, head, trainer, fingerprint, checkpointSeconds, logger };
    const folder = new TrainingFolder(kept);
    const random = createRandom(seed).fork('fit');
    const state = (await folder.resume()) ?? initialState(random);
    const { events } = options;
    const recorder =
      events === undefined ? events : await EventFile.open(events, state.epochs.length);
    const training = {
      ...options,
      ...{
        epochs,
        batchSize,
        evaluationBatchSize,
        loss,
        random,
        trainer,
        keeper: folder,
        recorder,
      },
    };
    return {
      ...{ head, trainer, folder, state, evaluationBatchSize },
      advance: (until) => advance(training, folder, state, { epochs, patience, until }),
      [Symbol.asyncDispose]: () => trainer[Symbol.asyncDispose](),
    };
  } catch (cause) {
    await trainer[Symbol.asyncDispose]();
    throw cause;
  }
}

async function advance(
  training: Training,
  folder: TrainingFolder,
  state: TrainingState,
  limits: TrainingLimits,
): Promise<StopReason | undefined> {
  const { trainer, signal } = training;
  try {
    return await runEpochs(training, state, limits);
  } catch (cause) {
    if (signal?.aborted && trainer.steps > 0) await folder.saveCheckpoint(state);
    if (cause instanceof ClassifierError) await folder.discard();
    throw cause;
  }
}

/** Gives the trainer the weights of an epoch; what it has learned since is over. */
async function restoreWeights({ head, trainer, folder }: Fitting, epoch: number): Promise<void> {
  using weights = await openKerasWeights(folder.weightsOf(epoch));
  await loadInitialWeights(trainer, head, weights.rows);
}

function temperatureOf(validation: StorePredictions, logger?: Logger): number | undefined {
  const temperature = fitTemperature(validation);
  if (temperature === undefined) {
    logger?.debug(
      `the ${validation.labels.length} validation pictures tell no temperature: all are right, or probabilities say nothing of them`,
    );
  }
  return temperature;
}
