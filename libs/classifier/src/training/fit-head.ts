import { createRandom, type Logger, type ProgressReporter } from '@gender/core';
import { createTrainer, type CreateTrainer } from '@gender/engine';
import type { FeatureStore } from '@gender/features';
import type { WeightRows } from '@gender/keras';
import type { Network } from '@gender/network';
import { calibrateHead } from './calibrate-head.js';
import { checkStores } from './check-splits.js';
import { resolveClassWeights } from './class-weights.js';
import { ClassifierError } from '../classifier-error.js';
import { trainingFingerprint } from './fingerprint.js';
import { loadInitialWeights } from '../head/initial-weights.js';
import { runEpoch } from './run-epoch.js';
import { completeConfig, completeRun, lossOf, type TrainingConfig } from '../training-config.js';
import { TrainingFolder } from './training-folder.js';
import { initialState, stopReason, type EpochResult, type StopReason } from './training-state.js';

/** Validation goes in larger batches than training: each reads all weights from memory once. */
const EVALUATION_BATCH_SIZE = 64;

/** What to train on and how; of `TrainingConfig` all but the sizes of the head. */
export interface FitHeadOptions extends Omit<TrainingConfig, 'hiddenUnits' | 'dropout'> {
  /** The head with its initial weights. */
  head: Network;
  /** Where initial weights come from that are not in the head's tensors; default: all are. */
  initial?: WeightRows | undefined;
  train: FeatureStore;
  validation: FeatureStore;
  /**
   * The Keras weights file that the best epoch's weights become. While the training goes on, they
   * and its checkpoint are kept in the folder `<weights>.training`.
   */
  weights: string;
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
  const { head, train, validation, weights, signal, logger } = options;
  const config = completeConfig(options);
  const { seed, checkpointSeconds } = completeRun(options);
  checkStores(train, validation, logger);
  const { epochs, batchSize, patience, adam } = config;
  const loss = lossOf(config);
  const labels = train.record.images.map(({ label }) => label);
  const classWeights = resolveClassWeights(loss.classWeights, train.record.classes, labels);
  const trainedAtOnce = Math.min(batchSize, train.length);
  const evaluationBatchSize = Math.max(trainedAtOnce, EVALUATION_BATCH_SIZE);
  const { threads, createTrainer: create = createTrainer } = options;
  await using trainer = await create(head, {
    ...{ adam, batchSize: trainedAtOnce, evaluationBatchSize, threads },
    loss: { ...loss, classWeights },
  });
  const initialWeights = await loadInitialWeights(trainer, head, options.initial);
  const fingerprint = trainingFingerprint({
    ...{ head, initialWeights, train, validation },
    options: { epochs, batchSize, patience, seed, adam, ...loss, variant: options.variant },
  });
  const path = `${weights}.training`;
  const kept = { path, head, trainer, fingerprint, checkpointSeconds, logger };
  const folder = new TrainingFolder(kept);
  const random = createRandom(seed).fork('fit');
  const training = {
    ...options,
    ...{ epochs, batchSize, evaluationBatchSize, loss, random, trainer, folder },
  };
  const state = (await folder.resume()) ?? initialState(random);
  let stopped = stopReason(state, config);
  try {
    while (stopped === undefined) {
      await runEpoch(training, state);
      stopped = stopReason(state, config);
    }
  } catch (cause) {
    if (signal?.aborted && trainer.steps > 0) await folder.saveCheckpoint(state);
    if (cause instanceof ClassifierError) await folder.discard();
    throw cause;
  }
  // To its end even where the signal is aborted: no checkpoint is as far.
  const temperature = await calibrateHead({
    ...{ head, trainer, weights: folder.weightsOf(state.best.epoch), validation },
    ...{ evaluationBatchSize, logger },
  });
  await folder.finish(state.best.epoch, weights);
  return {
    ...{ weights, epochs: state.epochs, bestEpoch: state.best.epoch, stopped },
    ...(temperature !== undefined && { temperature }),
  };
}
