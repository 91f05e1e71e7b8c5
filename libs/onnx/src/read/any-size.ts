import { GenderError } from '@gender/core';
import type { Network } from '@gender/network';
import type { Graph, GraphInput, GraphNode } from './graph.js';

/** What a graph is lowered to. */
export type Lowered = Pick<Network, 'layers' | 'output'>;

/** Whether a file leaves rows or columns open, and has no operator that needs other layers for sizes that nobody tries. */
export function leavesSizeOpen({ shape }: GraphInput, { nodes }: Pick<Graph, 'nodes'>): boolean {
  return shape.slice(1).includes(undefined) && !nodes.some(dependsOnSize);
}

/** What computes with lengths, and windows whose padding follows from what is left of a length that is divided by the stride. */
function dependsOnSize({ type, attributes }: GraphNode): boolean {
  if (type === 'Shape') return true;
  const isStrided = attributes.ints('strides')?.some((stride) => stride > 1) === true;
  const isFitted =
    attributes.text('auto_pad', 'NOTSET').startsWith('SAME') ||
    attributes.int('ceil_mode', 0) !== 0;
  return isStrided && isFitted;
}

/**
 * Rows and columns in terms of those of the example, at which the layers must be the same: multiples, since branches of a
 * network may fit together at those only. The first differ, so that neither is taken for the other; beyond the others no
 * slice ends, nor is anything made of less than a pixel.
 */
const MULTIPLES = [
  [2, 3],
  [1024, 1025],
] as const;

/**
 * Whether layers for pictures of one size compute the graph for those of any: whether it is lowered to the same for others.
 *
 * @param lower - gives the layers for pictures of a shape
 */
export function isForAnySize(
  example: readonly number[],
  found: Lowered,
  lower: (shape: readonly number[]) => Lowered,
): boolean {
  const [height, width, ...channels] = example;
  if (height === undefined || width === undefined || channels.length !== 1) return false;
  return MULTIPLES.every(([rows, columns]) => {
    const other = attempt(() => lower([rows * height, columns * width, ...channels]));
    return isSame(found, other);
  });
}

/** What cannot be lowered for a size gives no layers for it. */
function attempt(lower: () => Lowered): Lowered | undefined {
  try {
    return lower();
  } catch (error) {
    if (error instanceof GenderError) return undefined;
    throw error;
  }
}

/** Whether two values have the same content; most weights are the very same. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isObject(one) || !isObject(other)) return false;
  if (one instanceof Float32Array || other instanceof Float32Array) return isEqual(one, other);
  const fields = new Map(Object.entries(other));
  const own = Object.entries(one);
  return (
    own.length === fields.size &&
    own.every(([name, value]) => fields.has(name) && isSame(value, fields.get(name)))
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isEqual(one: unknown, other: unknown): boolean {
  return (
    one instanceof Float32Array &&
    other instanceof Float32Array &&
    one.length === other.length &&
    one.every((value, index) => Object.is(value, other[index]))
  );
}
