import { availableParallelism } from 'node:os';
import { checkCount } from './check-count.js';
import { EngineError } from './engine-error.js';
import { unitsOf, type TrainableHead } from './trainer-head.js';
import type { AdamOptions, TrainerOptions } from './trainer.js';

/** The options of a trainer, checked and complete. */
export interface TrainerSettings {
  readonly adam: AdamSettings;
  readonly batchSize: number;
  readonly evaluationBatchSize: number;
  readonly threads: number;
  readonly loss: LossSettings;
}

/** Adam's constants, complete. */
export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** What the loss consists of beside the cross-entropy. */
export interface LossSettings {
  readonly l2: number;
  readonly labelSmoothing: number;
  /** One for each class. */
  readonly classWeights: readonly number[];
}

/**
 * Fills in Keras' defaults.
 *
 * @throws EngineError (`ENGINE_OPTIONS`) naming the option that is out of range.
 */
export function trainerSettings(
  head: TrainableHead,
  { adam, batchSize = 32, evaluationBatchSize = batchSize, ...options }: TrainerOptions = {},
): TrainerSettings {
  const { threads = availableParallelism() } = options;
  checkCount('batchSize', batchSize);
  checkCount('evaluationBatchSize', evaluationBatchSize);
  checkCount('threads', threads);
  return {
    ...{ batchSize, evaluationBatchSize, threads },
    adam: adamSettings(adam),
    loss: lossSettings(head, options),
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

function lossSettings(
  { dense }: TrainableHead,
  { l2 = 0, labelSmoothing = 0, classWeights }: TrainerOptions,
): LossSettings {
  const last = dense.at(-1);
  const classes = last ? unitsOf(last) : 0;
  const weights = classWeights ?? new Array<number>(classes).fill(1);
  check('l2', l2, isAmount(l2), 'at least 0');
  check('labelSmoothing', labelSmoothing, isShare(labelSmoothing), 'in [0, 1)');
  check(
    'classWeights.length',
    weights.length,
    weights.length === classes,
    `${classes}, the head's classes`,
  );
  weights.forEach((weight, index) => {
    check(`classWeights[${index}]`, weight, isAmount(weight), 'at least 0');
  });
  return { l2, labelSmoothing, classWeights: weights };
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
