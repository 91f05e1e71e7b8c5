import { layOutHead, type HeadLayout } from './head-layout.js';
import {
  checkHeadSpec,
  classesOf,
  lossFields,
  type CheckedHeadSpec,
  type HeadSpec,
} from './head-spec.js';
import { KernelsError } from './kernels-error.js';
import { adamFields, denseFields, normalizationFields, writeRecord } from './record.js';
import { allocate, type SharedMemory } from './shared-memory.js';

/** What a thread must know to take part; plain data that can be posted to a worker. */
export interface SharedHead {
  readonly spec: CheckedHeadSpec;
  /** How many threads take part; every step needs all of them. */
  readonly threads: number;
  readonly memory: SharedMemory;
}

/** Adam's constants and the number of the step, from 1. */
export interface AdamStep {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly step: number;
}

/** A batch to learn from. */
export interface TrainingBatch {
  /** `(N, positions, channels)`, 1 ≤ N ≤ batchSize. */
  readonly features: Float32Array;
  /** N class indices. */
  readonly labels: Uint32Array;
  /** For each hidden layer `(N, units)` bytes, 1 keeps a unit, 0 drops it; ignored where its rate is 0. */
  readonly masks: readonly (Uint8Array | undefined)[];
}

/** What `HeadMember.train` found out. */
export interface TrainingResult {
  /** The mean cross-entropy over the batch and the penalty, both before the update. */
  readonly loss: number;
  /** How many pictures have their own class as the most probable one. */
  readonly correct: number;
}

/**
 * Allocates a head whose parameters are all zero.
 *
 * @param threads - how many threads will call `joinHead`, at least 1
 * @throws KernelsError (`KERNELS_SPEC`) when the sizes make no sense or do not fit in memory.
 */
export function createSharedHead(wanted: HeadSpec, threads: number): SharedHead {
  const spec = checkHeadSpec(wanted, threads);
  const layout = layOutHead(spec, threads);
  const memory = allocate(layout);
  const { normalization, loss } = layout;
  writeRecord(memory.buffer, normalization.record, normalizationFields, normalization.fields);
  writeRecord(memory.buffer, loss.record, lossFields, loss.fields);
  const { classWeights } = spec.loss;
  new Float32Array(memory.buffer, loss.fields.classWeights, classWeights.length).set(classWeights);
  for (const dense of layout.layers) {
    writeRecord(memory.buffer, dense.record, denseFields, dense.fields);
  }
  return { spec, threads, memory };
}

/**
 * Puts a batch in place for `HeadMember.train` of every thread. No thread may be at work.
 *
 * @returns N, the number of pictures
 * @throws KernelsError (`KERNELS_INPUT`) when lengths or labels do not fit.
 */
export function loadTrainingBatch(
  head: SharedHead,
  { features, labels, masks }: TrainingBatch,
  adam: AdamStep,
): number {
  const layout = layOutHead(head.spec, head.threads);
  const pictures = loadFeatures(head, features);
  checkLabels(head.spec, labels, pictures);
  new Uint32Array(head.memory.buffer, layout.loss.fields.labels, pictures).set(labels);
  layout.layers.forEach(({ fields }, layer) => {
    if (fields.masks === 0) return;
    const mask = masks[layer];
    checkLength(`the mask of hidden layer ${layer}`, mask?.length, pictures * fields.units);
    if (mask) new Uint8Array(head.memory.buffer, fields.masks, mask.length).set(mask);
  });
  writeRecord(head.memory.buffer, layout.adam, adamFields, adamRecord(adam));
  return pictures;
}

/**
 * Puts features in place for `HeadMember.predict` of every thread. No thread may be at work.
 *
 * @param features - `(N, positions, channels)`, 1 ≤ N ≤ batchSize
 * @returns N
 * @throws KernelsError (`KERNELS_INPUT`) when the length does not fit.
 */
export function loadFeatures(head: SharedHead, features: Float32Array): number {
  const layout = layOutHead(head.spec, head.threads);
  const { positions, channels, batchSize } = head.spec;
  const pictures = features.length / (positions * channels);
  if (!Number.isInteger(pictures) || pictures < 1 || pictures > batchSize) {
    throw new KernelsError(
      'KERNELS_INPUT',
      `there are ${features.length} features; expected ${positions * channels} for each of 1 to ${batchSize} pictures`,
    );
  }
  const { buffer } = head.memory;
  new Float32Array(buffer, layout.normalization.fields.features, features.length).set(features);
  new Int32Array(buffer, layout.control, layout.phases * 2).fill(0);
  return pictures;
}

/** What the last training step found out. */
export function readResult(head: SharedHead): TrainingResult {
  const layout = layOutHead(head.spec, head.threads);
  const view = new DataView(head.memory.buffer, layout.result, 12);
  const penalty = penaltyOf(head, layout);
  return { loss: view.getFloat64(0, true) + penalty, correct: view.getUint32(8, true) };
}

/** λ·Σw² of the weights that the last step began with, summed in the order of layers and blocks. */
function penaltyOf({ spec, memory }: SharedHead, { layers }: HeadLayout): number {
  const { l2 } = spec.loss;
  if (l2 === 0) return 0;
  return layers.reduce((penalty, { fields: { squares, blocks } }) => {
    const sums = new Float64Array(memory.buffer, squares, blocks);
    return penalty + l2 * sums.reduce((total, sum) => total + sum, 0);
  }, 0);
}

/** The class probabilities of the last prediction, `(pictures, classes)`, copied. */
export function readProbabilities(head: SharedHead, pictures: number): Float32Array<ArrayBuffer> {
  const layout = layOutHead(head.spec, head.threads);
  const length = pictures * classesOf(head.spec);
  return new Float32Array(new Float32Array(head.memory.buffer, layout.probabilities, length));
}

/** Kingma & Ba 2015, the efficient form of section 2, which is Keras': bias correction in the step size. */
function adamRecord({ learningRate, beta1, beta2, epsilon, step }: AdamStep): {
  stepSize: number;
  share1: number;
  share2: number;
  epsilon: number;
} {
  const correction = Math.sqrt(1 - beta2 ** step) / (1 - beta1 ** step);
  return { stepSize: learningRate * correction, share1: 1 - beta1, share2: 1 - beta2, epsilon };
}

function checkLabels(spec: HeadSpec, labels: Uint32Array, pictures: number): void {
  checkLength('the labels', labels.length, pictures);
  const classes = classesOf(spec);
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new KernelsError(
      'KERNELS_INPUT',
      `label ${wrong} is ${labels[wrong]}, but there are ${classes} classes, 0 to ${classes - 1}`,
    );
  }
}

function checkLength(what: string, found: number | undefined, expected: number): void {
  if (found === expected) return;
  throw new KernelsError(
    'KERNELS_INPUT',
    `${what} must have ${expected} elements, but there are ${found ?? 'none'}`,
  );
}
