import { zip } from '@gender/core';
import type { Weight, WeightedLayer } from './weighted-layer.js';

/** How the layers of two files differ. */
export interface WeightDifferences {
  /** Whether both have the same layers with the same settings and, within the tolerance, weights. */
  readonly equal: boolean;
  /** The largest absolute difference of two weights. */
  readonly maxAbsolute: number;
  /** The largest of all `maxRelative`. */
  readonly maxRelative: number;
  /** The layers of the first file, then those only in the second. */
  readonly layers: readonly LayerDifference[];
}

/** How one layer differs. */
export interface LayerDifference {
  readonly name: string;
  readonly type: string;
  /**
   * `settings`: another type, other inputs, strides, padding and the like; `shapes`: a weight is
   * missing or has another shape; `weights`: their values differ by more than the tolerance.
   */
  readonly status: 'equal' | 'weights' | 'shapes' | 'settings' | 'only in first' | 'only in second';
  readonly weights: readonly WeightDifference[];
}

/** How one weight differs. */
export interface WeightDifference {
  readonly name: string;
  readonly shape: readonly number[];
  /** The largest difference; infinite where only one is a number. */
  readonly maxAbsolute: number;
  /** `maxAbsolute` as a part of the largest magnitude in the weight of either file; 1 where it is infinite. */
  readonly maxRelative: number;
}

/**
 * Compares layers by name and weights by their place in the layer.
 *
 * @param tolerance - the largest `maxRelative` that counts as equal; 0 asks for equal numbers
 */
export function compareWeights(
  first: readonly WeightedLayer[],
  second: readonly WeightedLayer[],
  tolerance: number,
): WeightDifferences {
  const others = new Map(second.map((layer) => [layer.name, layer]));
  const names = new Set(first.map(({ name }) => name));
  const layers = [
    ...first.map((layer) => compareLayer(layer, others.get(layer.name), tolerance)),
    ...second.filter(({ name }) => !names.has(name)).map((layer) => only(layer, 'only in second')),
  ];
  const weights = layers.flatMap((layer) => layer.weights);
  return {
    equal: layers.every(({ status }) => status === 'equal'),
    maxAbsolute: largestOf(weights.map(({ maxAbsolute }) => maxAbsolute)),
    maxRelative: largestOf(weights.map(({ maxRelative }) => maxRelative)),
    layers,
  };
}

function compareLayer(
  layer: WeightedLayer,
  other: WeightedLayer | undefined,
  tolerance: number,
): LayerDifference {
  const { name, type } = layer;
  if (other === undefined) return only(layer, 'only in first');
  if (!sameShapes(layer.weights, other.weights)) {
    return { name, type, status: 'shapes', weights: [] };
  }
  const weights = zip(layer.weights, other.weights).map(([one, another]) =>
    compareWeight(one, another.data),
  );
  const differs = weights.some(({ maxRelative }) => maxRelative > tolerance);
  const sameSettings = type === other.type && layer.settings === other.settings;
  const status = differs ? 'weights' : sameSettings ? 'equal' : 'settings';
  return { name, type, status, weights };
}

function only({ name, type }: WeightedLayer, status: LayerDifference['status']): LayerDifference {
  return { name, type, status, weights: [] };
}

function sameShapes(first: readonly Weight[], second: readonly Weight[]): boolean {
  const shapes = (weights: readonly Weight[]): string =>
    JSON.stringify(weights.map(({ name, shape }) => [name, shape]));
  return shapes(first) === shapes(second);
}

function compareWeight({ name, shape, data }: Weight, other: ArrayLike<number>): WeightDifference {
  let maxAbsolute = 0;
  let largest = 0;
  for (let index = 0; index < data.length; index += 1) {
    const a = data[index] ?? NaN;
    const b = other[index] ?? NaN;
    largest = Math.max(largest, magnitude(a), magnitude(b));
    maxAbsolute = Math.max(maxAbsolute, distance(a, b));
  }
  const finite = maxAbsolute === Infinity ? 1 : maxAbsolute / largest;
  return { name, shape, maxAbsolute, maxRelative: maxAbsolute === 0 ? 0 : finite };
}

/** What is no number has none. */
function magnitude(value: number): number {
  return Number.isNaN(value) ? 0 : Math.abs(value);
}

/** Equal infinities, and two values that are no numbers, are not apart. */
function distance(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Infinity : difference;
}

function largestOf(values: readonly number[]): number {
  return values.reduce((largest, each) => Math.max(largest, each), 0);
}
