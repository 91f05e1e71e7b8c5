import { completeLoss, KernelsError, type Loss, type LossOptions } from '@gender/kernels';
import { EngineError } from '../engine-error.js';
import { classesOf, type TrainableHead } from './trainer-head.js';
import type { AdamOptions, TrainerOptions } from './trainer.js';

/** The options of a trainer, checked and complete. */
export interface TrainerSettings {
  readonly adam: AdamSettings;
  readonly batchSize: number;
  readonly evaluationBatchSize: number;
  readonly loss: Loss;
}

/** Adam's constants, complete. */
export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * Fills in Keras' defaults.
 *
 * @throws EngineError (`ENGINE_OPTIONS`) naming the option that is out of range.
 */
export function trainerSettings(
  head: TrainableHead,
  options: TrainerOptions = {},
): TrainerSettings {
  const { batchSize = 32, evaluationBatchSize = batchSize } = options;
  checkCount('batchSize', batchSize);
  checkCount('evaluationBatchSize', evaluationBatchSize);
  if (options.threads !== undefined) checkCount('threads', options.threads);
  return {
    ...{ batchSize, evaluationBatchSize },
    adam: adamSettings(options.adam),
    loss: lossSettings(head, options.loss),
  };
}

/** @throws EngineError (`ENGINE_OPTIONS`) unless it can be a number of steps. */
export function checkSteps(steps: number): void {
  check('steps', steps, Number.isSafeInteger(steps) && steps >= 0, 'an integer of at least 0');
}

function adamSettings({
  learningRate = 1e-4,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-7,
}: AdamOptions = {}): AdamSettings {
  check('adam.learningRate', learningRate, isAmount(learningRate), 'at least 0');
  check('adam.beta1', beta1, isShare(beta1), 'in [0, 1)');
  check('adam.beta2', beta2, isShare(beta2), 'in [0, 1)');
  // Below 1e-8 the kernels' threshold for vanishing moments would show, see @gender/kernels.
  check('adam.epsilon', epsilon, epsilon >= 1e-8 && epsilon < Infinity, 'at least 1e-8');
  return { learningRate, beta1, beta2, epsilon };
}

function lossSettings(head: TrainableHead, loss: LossOptions | undefined): Loss {
  try {
    return completeLoss(loss, classesOf(head));
  } catch (cause) {
    if (!(cause instanceof KernelsError)) throw cause;
    throw new EngineError('ENGINE_OPTIONS', cause.message, { cause });
  }
}

function isAmount(value: number): boolean {
  return value >= 0 && value < Infinity;
}

function isShare(value: number): boolean {
  return value >= 0 && value < 1;
}

function check(option: string, value: number, holds: boolean, range: string): void {
  if (holds) return;
  throw new EngineError('ENGINE_OPTIONS', `${option} is ${value}; it must be ${range}`);
}

function checkCount(option: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new EngineError(
    'ENGINE_OPTIONS',
    `${option} is ${value}; it must be an integer of at least 1`,
  );
}
