import type { Random, RandomState } from '@gender/core';
import * as z from 'zod';

/** What one epoch reached. Losses are what Keras' `fit` reports under the same names. */
export interface EpochResult {
  /** From 1. */
  epoch: number;
  /**
   * The mean over the training pictures of the loss of their batch: cross-entropy with label
   * smoothing and class weights, with dropout, before the batch's own step; plus the L2 penalty.
   */
  loss: number;
  /** Accuracy over the training pictures, with dropout. */
  accuracy: number;
  /**
   * The mean cross-entropy over the validation pictures with label smoothing, without class weights or
   * dropout; plus the L2 penalty. Without these options it is the plain mean cross-entropy.
   */
  valLoss: number;
  valAccuracy: number;
  /** How long the epoch took, validation included. */
  seconds: number;
}

/** The epoch with the highest validation accuracy so far, the first of equals; epoch 0 before any. */
export interface BestEpoch {
  epoch: number;
  valAccuracy: number;
  /** The mean cross-entropy over the validation pictures, without smoothing and penalty. */
  crossEntropy: number;
}

/** The epoch under way, between two steps. */
export interface CurrentEpoch {
  /** From 1. */
  epoch: number;
  /** Pictures trained on, the first ones of the epoch's order. */
  pictures: number;
  /** The sum of the losses of these pictures. */
  loss: number;
  /** How many of them were classified correctly. */
  correct: number;
  seconds: number;
  /** The generator of the dropout masks. */
  masks: RandomState;
}

/** How far a training has come; with the trainer's weights and moments all that the rest depends on. */
export interface TrainingState {
  /** The epochs that are over. */
  epochs: EpochResult[];
  best: BestEpoch;
  current: CurrentEpoch;
}

const count = z.int().min(0);

/** The schema of an epoch's result, as a checkpoint and a history keep it. */
export const epochResultSchema: z.ZodType<EpochResult> = z.object({
  epoch: count,
  loss: z.number(),
  accuracy: z.number(),
  valLoss: z.number(),
  valAccuracy: z.number(),
  seconds: z.number(),
});

/** The schema of a state, as a checkpoint keeps it. */
export const trainingStateSchema: z.ZodType<TrainingState> = z.object({
  epochs: z.array(epochResultSchema),
  best: z.object({ epoch: count, valAccuracy: z.number(), crossEntropy: z.number() }),
  current: z.object({
    epoch: count,
    pictures: count,
    loss: z.number(),
    correct: count,
    seconds: z.number(),
    masks: z.object({ seed: z.int(), words: z.array(z.int()).length(4) }),
  }),
});

/** The state of a training that has not begun. */
export function initialState(random: Random): TrainingState {
  return {
    epochs: [],
    best: { epoch: 0, valAccuracy: -1, crossEntropy: 0 },
    current: startOfEpoch(random, 1),
  };
}

/** The first moment of an epoch. */
export function startOfEpoch(random: Random, epoch: number): CurrentEpoch {
  const masks = random.fork(epoch).fork('masks').state();
  return { epoch, pictures: 0, loss: 0, correct: 0, seconds: 0, masks };
}

/** Why a training ended: all epochs were trained, or the patience ran out before. */
export type StopReason = 'epochs' | 'patience';

/** Why no other epoch follows; `undefined` where one does. */
export function stopReason(
  { current, best }: TrainingState,
  { epochs, patience }: { epochs: number; patience: number },
): StopReason | undefined {
  if (current.epoch > epochs) return 'epochs';
  return current.epoch - best.epoch > patience ? 'patience' : undefined;
}
