import { required } from '@gender/core';
import { KernelsError } from './kernels-error.js';

/**
 * The sizes of a head: layer normalisation over the channels of each position, then dense layers
 * with ReLU and dropout after all but the last, then softmax.
 */
export interface HeadSpec {
  /** Positions of the feature maps, height × width; 1 for feature vectors. */
  readonly positions: number;
  readonly channels: number;
  /** Added to the variance before the root; absent: features are not normalised. */
  readonly normalizationEpsilon?: number | undefined;
  /** Units of each dense layer in order; the last ones are the classes, at least two. */
  readonly units: readonly number[];
  /** For each dense layer but the last, the rate of the dropout behind it, in [0, 1); 0 means none. */
  readonly dropout: readonly number[];
  /** The largest batch. */
  readonly batchSize: number;
  /** Default: the mean cross-entropy alone. */
  readonly loss?: LossOptions | undefined;
}

/** What the loss consists of beside the mean cross-entropy. */
export interface LossOptions {
  /** λ of the penalty λ·Σw² on every dense kernel, as Keras' `kernel_regularizer=L2(λ)`; default 0. */
  readonly l2?: number | undefined;
  /** ε: targets become (1 − ε)·y + ε / classes, as Keras' `label_smoothing`; in [0, 1), default 0. */
  readonly labelSmoothing?: number | undefined;
  /** What a picture of each class counts in the loss, as Keras' `class_weight`; default 1 each. */
  readonly classWeights?: readonly number[] | undefined;
}

/** `LossOptions` with every default filled in. */
export type Loss = { readonly [Name in keyof LossOptions]-?: NonNullable<LossOptions[Name]> };

/** The numbers of a loss that the kernels compute with, in the order of `Loss` in assembly/softmax.ts. */
export const lossNumbers = ['labelSmoothing'] as const satisfies readonly (keyof LossOptions)[];

/** The record `Loss` of assembly/softmax.ts. */
export const lossFields = ['labels', 'classWeights', ...lossNumbers] as const;

/** A `HeadSpec` that can be laid out, its loss complete. */
export interface CheckedHeadSpec extends HeadSpec {
  readonly loss: Loss;
}

/**
 * Checks that a head can be laid out, and fills in its loss.
 *
 * @throws KernelsError (`KERNELS_SPEC`) naming the number at fault.
 */
export function checkHeadSpec(spec: HeadSpec, threads: number): CheckedHeadSpec {
  checkCount('positions', spec.positions, 1);
  checkCount('channels', spec.channels, 1);
  checkCount('batchSize', spec.batchSize, 1);
  checkCount('threads', threads, 1);
  const hidden = spec.units.length - 1;
  spec.units.forEach((units, layer) => {
    checkCount(`units[${layer}]`, units, layer === hidden ? 2 : 1);
  });
  if (hidden < 0) fail('units is empty; a head needs at least one dense layer');
  if (spec.dropout.length !== hidden) {
    fail(`dropout has ${spec.dropout.length} rates for ${hidden} hidden layers; give one for each`);
  }
  spec.dropout.forEach((rate, layer) => {
    if (!(rate >= 0 && rate < 1)) fail(`dropout[${layer}] is ${rate}; it must lie in [0, 1)`);
  });
  const epsilon = spec.normalizationEpsilon;
  if (epsilon !== undefined && !(epsilon > 0 && epsilon < Infinity)) {
    fail(`normalizationEpsilon is ${epsilon}; it must be positive and finite`);
  }
  return { ...spec, loss: completeLoss(spec.loss, classesOf(spec)) };
}

/** How many classes a head tells apart: the units of its last layer. */
export function classesOf({ units }: Pick<HeadSpec, 'units'>): number {
  return required(units.at(-1), 'the last layer of a head');
}

/**
 * Checks the parts of a loss and fills in those that are absent.
 *
 * @throws KernelsError (`KERNELS_SPEC`) naming the number at fault.
 */
export function completeLoss(
  { l2 = 0, labelSmoothing = 0, classWeights }: LossOptions = {},
  classes: number,
): Loss {
  const weights = classWeights ?? new Array<number>(classes).fill(1);
  if (!isAmount(l2)) fail(`loss.l2 is ${l2}; it must be at least 0 and finite`);
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    fail(`loss.labelSmoothing is ${labelSmoothing}; it must lie in [0, 1)`);
  }
  if (weights.length !== classes) {
    fail(
      `loss.classWeights has ${weights.length} weights for ${classes} classes; give one for each`,
    );
  }
  weights.forEach((weight, index) => {
    if (isAmount(weight)) return;
    fail(`loss.classWeights[${index}] is ${weight}; it must be at least 0 and finite`);
  });
  return { l2, labelSmoothing, classWeights: weights };
}

function isAmount(value: number): boolean {
  return value >= 0 && value < Infinity;
}

function checkCount(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  fail(`${name} is ${value}; it must be an integer of at least ${least}`);
}

function fail(problem: string): never {
  throw new KernelsError('KERNELS_SPEC', problem);
}
