import { required } from '@gender/core';
import type { OnnxError } from '../../onnx-error.js';
import type { Constant } from '../constant.js';
import { inexpressible, type Activation, type LayerGraph } from '../layer-graph.js';
import { lengthAt, onlyNumber } from './operator.js';

/**
 * The axis of an activation along which a constant, repeated to its shape as NumPy does, has its numbers.
 *
 * @throws OnnxError (`ONNX_OPERATOR`) when the constant varies along several axes, or would make the tensor larger.
 */
export function channelsOf(graph: LayerGraph, activation: Activation, { shape }: Constant): number {
  const rank = activation.axes.length;
  const varying = [...shape.keys()].filter((axis) => shape[axis] !== 1);
  const [only, ...others] = varying.map((axis) => axis + rank - shape.length);
  if (shape.length > rank) throw enlarges(shape);
  if (only === undefined || others.length > 0) {
    throw inexpressible(`with a constant of shape (${shape.join(', ')})`);
  }
  const length = required(shape[required(varying[0], 'the axis')], 'the length of the axis');
  if (lengthAt(graph, activation, only) !== length) throw enlarges(shape);
  return only;
}

/**
 * The only number of a constant that is repeated to the shape of an activation.
 *
 * @throws OnnxError (`ONNX_OPERATOR`) when the constant has several, or more axes than the activation.
 */
export function numberFor({ axes }: Activation, constant: Constant): number {
  if (constant.shape.length > axes.length) throw enlarges(constant.shape);
  return onlyNumber(constant);
}

function enlarges(shape: readonly number[]): OnnxError {
  return inexpressible(
    `with a constant of shape (${shape.join(', ')}) that makes the tensor larger`,
  );
}

/** Activations that are held alike, for an operator that joins them value by value. */
export interface Aligned {
  /** The names of the layers that hold them. */
  readonly layers: readonly string[];
  /** The activation that a layer gives which joins them. */
  readonly joined: (layer: string) => Activation;
}

/** Holds activations in one order of axes: that of the largest. Shapes are repeated as NumPy does. */
export function align(graph: LayerGraph, activations: readonly Activation[]): Aligned {
  const [first, ...others] = activations;
  const base = required(first, 'an activation');
  const alike = (other: Activation): boolean =>
    String(graph.held(other)) === String(graph.held(base)) &&
    JSON.stringify(other.axes) === JSON.stringify(base.axes);
  if (others.every(alike)) {
    return {
      layers: activations.map(({ layer }) => layer),
      joined: (layer) => ({ ...base, layer }),
    };
  }
  const ranks = new Set(activations.map(({ axes }) => axes.length));
  if (ranks.size > 1) throw inexpressible(`of tensors with ${[...ranks].join(' and ')} axes`);
  const order = graph.naturalOrder(largest(graph, activations));
  return {
    layers: activations.map((each) => graph.read(each, order)),
    joined: (layer) => graph.inOrder(layer, order),
  };
}

function largest(graph: LayerGraph, activations: readonly Activation[]): Activation {
  const size = (each: Activation): number =>
    graph
      .held(each)
      .slice(1)
      .reduce((a, b) => a * b, 1);
  return activations.reduce((a, b) => (size(b) > size(a) ? b : a));
}
