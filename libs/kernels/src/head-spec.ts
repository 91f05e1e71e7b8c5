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
}

/**
 * Checks that a head can be laid out.
 *
 * @throws KernelsError (`KERNELS_SPEC`) naming the number at fault.
 */
export function checkHeadSpec(spec: HeadSpec, threads: number): void {
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
}

function checkCount(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  fail(`${name} is ${value}; it must be an integer of at least ${least}`);
}

function fail(problem: string): never {
  throw new KernelsError('KERNELS_SPEC', `the head cannot be laid out: ${problem}`);
}
