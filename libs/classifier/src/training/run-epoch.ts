import type { Trainer } from '@gender/engine';
import type { LossConfig } from '../training-config.js';
import { trainEpoch, type EpochOptions } from './train-epoch.js';
import type { LabelledRows } from './row-batches.js';
import {
  startOfEpoch,
  stopReason,
  type EpochResult,
  type StopReason,
  type TrainingState,
} from './training-state.js';
import { validateHead } from './validate-head.js';

/** Where the weights of a training are kept while it goes on. */
export interface TrainingKeeper {
  /** Whether a checkpoint is to be saved now. */
  isDue(): boolean;
  saveCheckpoint(state: TrainingState): Promise<void>;
  /** Keeps the current weights as those of the best epoch so far. */
  saveWeights(epoch: number): Promise<void>;
}

/** Where it is written down what each epoch reached. */
export interface EpochRecorder {
  /** @param trainer - with the weights after the epoch */
  add(result: EpochResult, trainer: Trainer): Promise<void>;
}

/** A training under way. */
export interface Training extends EpochOptions {
  readonly trainer: Trainer;
  readonly keeper: TrainingKeeper;
  readonly validation: LabelledRows;
  /** Pictures validated at once. */
  readonly evaluationBatchSize: number;
  readonly loss: LossConfig;
  readonly recorder?: EpochRecorder | undefined;
  readonly onEpoch?: ((result: EpochResult) => void) | undefined;
}

/** When a training stops. */
export interface TrainingLimits {
  readonly epochs: number;
  readonly patience: number;
  /** So many epochs, of which there may be more another time; default: no limit. */
  readonly until?: number;
}

/**
 * Trains epoch after epoch.
 *
 * @param state - where to go on; brought up to date
 * @returns why no other epoch follows; `undefined` where one does
 */
export async function runEpochs(
  training: Training,
  state: TrainingState,
  { until = Infinity, ...limits }: TrainingLimits,
): Promise<StopReason | undefined> {
  let stopped = stopReason(state, limits);
  while (stopped === undefined && state.epochs.length < until) {
    await runEpoch(training, state);
    stopped = stopReason(state, limits);
  }
  return stopped;
}

/**
 * Trains and validates one epoch, or what is left of it, and keeps its weights if it is the best.
 *
 * @param state - brought up to date after every step, and to the start of the next epoch
 */
async function runEpoch(training: Training, state: TrainingState): Promise<void> {
  const { trainer, keeper, train, validation, random, recorder, onEpoch } = training;
  const { current } = state;
  const started = performance.now() - 1000 * current.seconds;
  const seconds = (): number => (performance.now() - started) / 1000;
  const accuracies = sparkline(state.epochs.map(({ valAccuracy }) => valAccuracy));
  await trainEpoch(trainer, { ...training, accuracies }, current, async () => {
    current.seconds = seconds();
    if (keeper.isDue()) await keeper.saveCheckpoint(state);
  });
  const validated = await validateHead(trainer, validation, training);
  const result = {
    epoch: current.epoch,
    loss: current.loss / train.length,
    accuracy: current.correct / train.length,
    valLoss: validated.loss,
    valAccuracy: validated.accuracy,
    seconds: seconds(),
  };
  if (result.valAccuracy > state.best.valAccuracy) {
    await keeper.saveWeights(result.epoch);
    const { crossEntropy } = validated;
    state.best = { epoch: result.epoch, valAccuracy: result.valAccuracy, crossEntropy };
  }
  await recorder?.add(result, trainer);
  state.epochs.push(result);
  state.current = startOfEpoch(random, result.epoch + 1);
  onEpoch?.(result);
}

/** Bars of eighths of a line's height. */
const BARS = '▁▂▃▄▅▆▇█';

/** How many values are drawn, the last ones. */
const LONGEST = 20;

/** Values as a line of small bars, the lowest of them the smallest bar, the highest the largest. */
export function sparkline(values: readonly number[]): string {
  const shown = values.slice(-LONGEST);
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const place = (value: number): number =>
    high === low ? 0 : Math.round(((value - low) / (high - low)) * (BARS.length - 1));
  return shown.map((value) => BARS.charAt(place(value))).join('');
}
