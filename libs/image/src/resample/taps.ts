import type { Filter } from './filter.js';

/** 8-bit pixels and 2 bits for the sums' overshoot leave 22 of 32 bits for the weights' fraction. */
export const PRECISION_BITS = 32 - 8 - 2;

/** For each target pixel along one axis, the source pixels that count and their weights. */
export interface Taps {
  /** The first source pixel of each target pixel. */
  readonly starts: Int32Array;
  /** How many source pixels each target pixel has. */
  readonly counts: Int32Array;
  /** `(target size, stride)`: weights in fixed point, `PRECISION_BITS` after the point, summing to about 1. */
  readonly weights: Int32Array;
  readonly stride: number;
}

/**
 * Computes the taps of one axis as Pillow does: in float64, the filter widened when reducing,
 * the weights normalised to sum 1, then rounded half away from zero to fixed point.
 */
export function computeTaps(filter: Filter, sourceSize: number, targetSize: number): Taps {
  const scale = sourceSize / targetSize;
  const widening = Math.max(scale, 1);
  const support = filter.support * widening;
  const stride = Math.ceil(support) * 2 + 1;
  const taps: Taps = {
    starts: new Int32Array(targetSize),
    counts: new Int32Array(targetSize),
    weights: new Int32Array(targetSize * stride),
    stride,
  };
  for (let target = 0; target < targetSize; target += 1) {
    const center = (target + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - support + 0.5));
    const end = Math.min(sourceSize, Math.trunc(center + support + 0.5));
    taps.starts[target] = start;
    taps.counts[target] = end - start;
    taps.weights.set(fixedWeights(filter, start, end, center, 1 / widening), target * stride);
  }
  return taps;
}

function fixedWeights(
  filter: Filter,
  start: number,
  end: number,
  center: number,
  narrowing: number,
): number[] {
  const weights: number[] = [];
  let sum = 0;
  for (let source = 0; source < end - start; source += 1) {
    const weight = filter.weight((source + start - center + 0.5) * narrowing);
    weights.push(weight);
    sum += weight;
  }
  return weights.map((weight) => toFixed(sum === 0 ? weight : weight / sum));
}

function toFixed(weight: number): number {
  return Math.trunc(weight * 2 ** PRECISION_BITS + (weight < 0 ? -0.5 : 0.5));
}
