import type { Layer } from '@gender/network';
import { tensor } from '@gender/tensor';
import type { GraphNode } from '../graph.js';
import {
  inexpressible,
  layerName,
  type Activation,
  type LayerGraph,
  type Value,
} from '../layer-graph.js';
import { channelsOf, numberFor } from './broadcast.js';
import {
  axisFromStart,
  floatsOf,
  onlyNumber,
  type Operator,
  type OperatorTable,
} from './operator.js';

/** A layer without its place in a network. */
type Fields<L = Layer> = L extends Layer ? Omit<L, 'name' | 'inputs'> : never;

/** Functions of each value, and softmax. */
export const activations: OperatorTable = {
  Relu: each(() => ({ type: 'relu', negativeSlope: 0 })),
  LeakyRelu: each(({ attributes }) => ({
    type: 'relu',
    negativeSlope: attributes.float('alpha', 0.01),
  })),
  PRelu: prelu,
  Sigmoid: each(() => ({ type: 'sigmoid' })),
  Tanh: each(() => ({ type: 'tanh' })),
  Exp: each(() => ({ type: 'exponential' })),
  Softplus: each(() => ({ type: 'softplus' })),
  Softsign: each(() => ({ type: 'softsign' })),
  Elu: each(({ attributes }) => ({ type: 'elu', alpha: attributes.float('alpha', 1) })),
  Selu: each(selu),
  Swish: each(({ attributes }) => {
    if (attributes.float('alpha', 1) !== 1) throw inexpressible('with an alpha other than 1');
    return { type: 'swish' };
  }),
  Mish: each(() => ({ type: 'mish' })),
  Gelu: each(({ attributes }) => ({
    type: 'gelu',
    approximate: attributes.text('approximate', 'none') === 'tanh',
  })),
  TanhGelu: each(() => ({ type: 'gelu', approximate: true })),
  ThresholdedRelu: each(({ attributes }) => ({
    type: 'thresholdedRelu',
    threshold: attributes.float('alpha', 1),
  })),
  HardSigmoid: hardSigmoid,
  HardSwish: hardSwish,
  Clip: (node, graph) => {
    const limit = (place: number): number | undefined => {
      const constant = graph.optionalConstant(node, place);
      return constant && onlyNumber(constant);
    };
    return clip(node, graph, graph.activation(node), { min: limit(1), max: limit(2) });
  },
  Softmax: (node, graph) => {
    const { axes } = graph.activation(node);
    return softmax(node, graph, [axisFromStart(node.attributes.int('axis', -1), axes.length)]);
  },
  SoftmaxOfMatrix: (node, graph) => {
    const { axes } = graph.activation(node);
    const first = axisFromStart(node.attributes.int('axis', 1), axes.length);
    return softmax(node, graph, [...axes.keys()].slice(first));
  },
};

/** A layer that makes of each value another one, so that it does not matter how the axes are held. */
function each(fields: (node: GraphNode) => Fields): Operator {
  return (node, graph) => addEach(node, graph, graph.activation(node), fields(node));
}

/** Adds a layer over each value of an activation, named after a node or something of it. */
export function addEach(
  node: GraphNode,
  graph: LayerGraph,
  input: Activation,
  fields: Fields,
  what = '',
): Activation {
  const layer = graph.add({
    ...fields,
    name: `${layerName(node.name)}${what}`,
    inputs: [input.layer],
  });
  return { ...input, layer };
}

/** With the constants of the paper, which are the defaults. */
function selu({ attributes }: GraphNode): Fields {
  const isStandard =
    Math.abs(attributes.float('alpha', 1.67326) - 1.67326) < 1e-4 &&
    Math.abs(attributes.float('gamma', 1.0507) - 1.0507) < 1e-4;
  if (!isStandard) throw inexpressible('with constants of its own');
  return { type: 'selu' };
}

function prelu(node: GraphNode, graph: LayerGraph): Value {
  const input = graph.activation(node);
  const slopes = floatsOf(graph.constant(node, 1));
  if (slopes.data.length === 1) {
    return addEach(node, graph, input, { type: 'relu', negativeSlope: numberFor(input, slopes) });
  }
  const axis = channelsOf(graph, input, slopes);
  const alpha = tensor('float32', [slopes.data.length], slopes.data);
  return addEach(node, graph, graph.withLast(input, [axis]), { type: 'prelu', alpha });
}

/** `max(0, min(1, alpha · x + beta))`, of which the layer has the beta 1/2. */
function hardSigmoid(node: GraphNode, graph: LayerGraph): Value {
  const slope = node.attributes.float('alpha', 0.2);
  const offset = node.attributes.float('beta', 0.5);
  const input = graph.activation(node);
  if (offset === 0.5) return addEach(node, graph, input, { type: 'hardSigmoid', slope });
  const line = addEach(node, graph, input, { type: 'rescaling', scale: slope, offset }, '/line');
  return addEach(node, graph, line, { type: 'clip', min: 0, max: 1 });
}

/** `x · hardSigmoid(x)` with the slope 1/6. */
function hardSwish(node: GraphNode, graph: LayerGraph): Value {
  const input = graph.activation(node);
  const gate = addEach(node, graph, input, { type: 'hardSigmoid', slope: 1 / 6 }, '/gate');
  const inputs = [input.layer, gate.layer];
  const layer = graph.add({ type: 'multiply', name: layerName(node.name), inputs });
  return { ...input, layer };
}

/** Limits of each value; one that is joined to a limit on the other side makes one layer with it. */
export function clip(
  node: GraphNode,
  graph: LayerGraph,
  input: Activation,
  limits: { readonly min?: number | undefined; readonly max?: number | undefined },
): Value {
  const { min, max } = limits;
  if (min === undefined && max === undefined) return input;
  const before = graph.layerOf(input);
  const joins =
    before?.type === 'clip' &&
    min === undefined &&
    before.max === undefined &&
    Number(before.min) <= Number(max);
  const source = joins ? { ...input, layer: String(before.inputs[0]) } : input;
  const lower = joins ? before.min : min;
  if (lower !== undefined && max !== undefined && lower > max)
    throw inexpressible('with limits out of order');
  const fields: Fields = {
    type: 'clip',
    ...(lower !== undefined && { min: lower }),
    ...(max !== undefined && { max }),
  };
  return addEach(node, graph, source, fields);
}

/** Over one axis, or several that are taken together. */
function softmax(node: GraphNode, graph: LayerGraph, axes: readonly number[]): Value {
  const input = graph.activation(node);
  const last = graph.withLast(input, axes);
  const result = addEach(node, graph, last, { type: 'softmax' });
  return axes.length === 1 ? result : graph.reshape(result, graph.shape(input));
}
