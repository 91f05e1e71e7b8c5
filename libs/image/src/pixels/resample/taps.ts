import { FRACTION_BITS, type Taps } from '@gender/kernels/resample';
import type { Filter } from './filter.js';

/**
 * Computes the taps of every target pixel of one axis as Pillow does: in float64, the filter widened when reducing,
 * the weights normalised to sum 1, then rounded half away from zero to fixed point.
 */
export function computeTaps(filter: Filter, sourceSize: number, targetSize: number): Taps[] {
  const scale = sourceSize / targetSize;
  const widening = Math.max(scale, 1);
  const support = filter.support * widening;
  return Array.from({ length: targetSize }, (_, target) => {
    const center = (target + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - support + 0.5));
    const end = Math.min(sourceSize, Math.trunc(center + support + 0.5));
    return { start, weights: fixedWeights(filter, start, end, center, 1 / widening) };
  });
}

function fixedWeights(
  filter: Filter,
  start: number,
  end: number,
  center: number,
  narrowing: number,
): Int32Array {
  const weights: number[] = [];
  let sum = 0;
  for (let source = 0; source < end - start; source += 1) {
    const weight = filter.weight((source + start - center + 0.5) * narrowing);
    weights.push(weight);
    sum += weight;
  }
  return Int32Array.from(weights, (weight) => toFixed(sum === 0 ? weight : weight / sum));
}

function toFixed(weight: number): number {
  return Math.trunc(weight * 2 ** FRACTION_BITS + (weight < 0 ? -0.5 : 0.5));
}
