import { required } from '@gender/core';
import type { Constant } from '../constant.js';
import { inexpressible, type Activation, type LayerGraph } from '../layer-graph.js';
import { lengthAt } from './operator.js';

/**
 * The axis of an activation along which a constant, repeated to its shape as NumPy does, has its numbers.
 *
 * @throws OnnxError (`ONNX_OPERATOR`) when the constant varies along several axes, or would make the tensor larger.
 */
export function channelsOf(graph: LayerGraph, activation: Activation, { shape }: Constant): number {
  const rank = activation.axes.length;
  const varying = [...shape.keys()].filter((axis) => shape[axis] !== 1);
  const [only, ...others] = varying.map((axis) => axis + rank - shape.length);
  if (only === undefined || others.length > 0 || only < 1) {
    throw inexpressible(`with a constant of shape (${shape.join(', ')})`);
  }
  const length = required(shape[required(varying[0], 'the axis')], 'the length of the axis');
  if (lengthAt(graph, activation, only) !== length || shape.length > rank) {
    throw inexpressible(
      `with a constant of shape (${shape.join(', ')}) that makes the tensor larger`,
    );
  }
  return only;
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
