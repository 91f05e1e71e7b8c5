import type { Trainer } from '@gender/engine';
import type { FeatureStore } from '@gender/features';
import type { LossConfig } from '../training-config.js';
import { trainEpoch, type EpochOptions } from './train-epoch.js';
import type { TrainingFolder } from './training-folder.js';
import { startOfEpoch, type EpochResult, type TrainingState } from './training-state.js';
import { validateHead } from './validate-head.js';

/** A training under way. */
export interface Training extends EpochOptions {
  readonly trainer: Trainer;
  readonly folder: TrainingFolder;
  readonly validation: FeatureStore;
  /** Pictures validated at once. */
  readonly evaluationBatchSize: number;
  readonly loss: LossConfig;
  readonly onEpoch?: ((result: EpochResult) => void) | undefined;
}

/**
 * Trains and validates one epoch, or what is left of it, and keeps its weights if it is the best.
 *
 * @param state - brought up to date after every step, and to the start of the next epoch
 */
export async function runEpoch(training: Training, state: TrainingState): Promise<void> {
  const { trainer, folder, train, validation, random, onEpoch } = training;
  const { current } = state;
  const started = performance.now() - 1000 * current.seconds;
  const seconds = (): number => (performance.now() - started) / 1000;
  await trainEpoch(trainer, training, current, async () => {
    current.seconds = seconds();
    if (folder.isDue()) await folder.saveCheckpoint(state);
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
    await folder.saveWeights(result.epoch);
    const { crossEntropy } = validated;
    state.best = { epoch: result.epoch, valAccuracy: result.valAccuracy, crossEntropy };
  }
  state.epochs.push(result);
  state.current = startOfEpoch(random, result.epoch + 1);
  onEpoch?.(result);
}
