import { required } from '@gender/core';
import { transpose, type Float32Tensor } from '@gender/tensor';
import type { Constant } from '../constant.js';
import type { GraphNode } from '../graph.js';
import { inexpressible, type Activation, type LayerGraph, type Value } from '../layer-graph.js';

/**
 * Adds the layers that compute an operator, and gives what it gives: one value, or one for each of its outputs.
 *
 * @throws OnnxError (`ONNX_OPERATOR`) that says what no layer expresses, to be read after the operator's type.
 */
export type Operator = (node: GraphNode, graph: LayerGraph) => Value | readonly Value[];

/** Operators by their types. */
export type OperatorTable = Readonly<Record<string, Operator>>;

/** An axis from 0: those below 0 count from the last. */
export function axisFromStart(axis: number, rank: number): number {
  const place = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(place) && place >= 0 && place < rank) return place;
  throw inexpressible(`along axis ${axis} of ${rank}`);
}

/** The only number of a constant. */
export function onlyNumber({ data }: Constant): number {
  if (data.length === 1) return required(data[0], 'the element of a scalar');
  throw inexpressible(`with ${data.length} numbers where one is expected`);
}

/** A constant as 32-bit floats, which weights are. */
export function floatsOf(constant: Constant): Extract<Constant, { dtype: 'float32' }> {
  if (constant.dtype === 'float32') return constant;
  throw inexpressible('with weights that are integers');
}

const transposed = new WeakMap<Float32Tensor, Map<string, Float32Tensor>>();

/** Weights with their axes in another order: the same ones each time, since a graph is lowered for several sizes of pictures. */
export function transposeWeights(source: Float32Tensor, axes: readonly number[]): Float32Tensor {
  const known = transposed.get(source) ?? new Map<string, Float32Tensor>();
  const key = String(axes);
  const found = known.get(key) ?? transpose(source, axes);
  transposed.set(source, known.set(key, found));
  return found;
}

/** The length of an axis of a tensor; that of the batch is `NaN`. */
export function lengthAt(graph: LayerGraph, activation: Activation, axis: number): number {
  return required(graph.shape(activation)[axis], `the length of axis ${axis}`);
}
