import { required } from '@gender/core';
import type { Layer } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import type { Constant } from '../constant.js';
import type { GraphNode } from '../graph.js';
import {
  inexpressible,
  isActivation,
  layerName,
  type Activation,
  type LayerGraph,
  type Value,
} from '../layer-graph.js';
import { addEach, clip } from './activation.js';
import { align, channelsOf, numberFor } from './broadcast.js';
import { floatsOf, type Operator, type OperatorTable } from './operator.js';

/** Sums, products and the like, of activations and of constants. */
export const arithmetic: OperatorTable = {
  Add: merge('add', (node, graph, x, c) => addConstant(node, graph, x, floatsOf(c))),
  Sum: merge('add', (node, graph, x, c) => addConstant(node, graph, x, floatsOf(c))),
  Sub: subtraction,
  Mul: merge('multiply', (node, graph, x, c) => multiplyConstant(node, graph, x, floatsOf(c))),
  Div: division,
  Neg: (node, graph) =>
    addEach(node, graph, graph.activation(node), { type: 'rescaling', scale: -1, offset: 0 }),
  Abs: absolute,
  Pow: square,
  Max: merge('maximum', (node, graph, x, c) => clip(node, graph, x, { min: numberFor(x, c) })),
  Min: merge('minimum', (node, graph, x, c) => clip(node, graph, x, { max: numberFor(x, c) })),
};

type MergeType = 'add' | 'subtract' | 'multiply' | 'maximum' | 'minimum';

type WithConstant = (
  node: GraphNode,
  graph: LayerGraph,
  input: Activation,
  constant: Constant,
) => Value;

/** An operator of activations, of which one may be a constant. */
function merge(type: MergeType, withConstant: WithConstant): Operator {
  return (node, graph) => {
    const values = node.inputs.map((_, place) => graph.value(node, place));
    const activations = values.filter(isActivation);
    if (activations.length === values.length) return mergeAll(type, node, graph, activations);
    const [input, ...others] = activations;
    const constant = values.find((value) => !isActivation(value));
    if (
      input === undefined ||
      constant === undefined ||
      isActivation(constant) ||
      others.length > 0 ||
      values.length > 2
    ) {
      throw inexpressible('of several activations and a constant');
    }
    return withConstant(node, graph, input, constant);
  };
}

function mergeAll(
  type: MergeType,
  node: GraphNode,
  graph: LayerGraph,
  activations: readonly Activation[],
): Value {
  const [only, ...others] = activations;
  if (others.length === 0) return required(only, `what ${node.where} reads`);
  const { layers, joined } = align(graph, activations);
  return joined(graph.add({ type, name: layerName(node.name), inputs: [...layers] }));
}

function subtraction(node: GraphNode, graph: LayerGraph): Value {
  const [first, second] = [graph.value(node, 0), graph.value(node, 1)];
  if (isActivation(first) && isActivation(second)) {
    return mergeAll('subtract', node, graph, [first, second]);
  }
  if (isActivation(first) && !isActivation(second)) {
    return addConstant(
      node,
      graph,
      first,
      mapFloats(second, (value) => -value),
    );
  }
  if (!isActivation(second) || isActivation(first)) throw inexpressible('of two constants');
  const negative: Affine = { scale: -1, offset: floatsOf(first) };
  return affine(node, graph, second, negative);
}

function division(node: GraphNode, graph: LayerGraph): Value {
  const divisor = graph.value(node, 1);
  if (isActivation(divisor)) throw inexpressible('by an activation');
  return multiplyConstant(
    node,
    graph,
    graph.activation(node),
    mapFloats(divisor, (value) => 1 / value),
  );
}

/** The larger one of a value and its negative. */
function absolute(node: GraphNode, graph: LayerGraph): Value {
  const input = graph.activation(node);
  const negative = addEach(
    node,
    graph,
    input,
    { type: 'rescaling', scale: -1, offset: 0 },
    '/negative',
  );
  const inputs = [input.layer, negative.layer];
  const layer = graph.add({ type: 'maximum', name: layerName(node.name), inputs });
  return { ...input, layer };
}

function square(node: GraphNode, graph: LayerGraph): Value {
  const input = graph.activation(node);
  const exponent = numberFor(input, graph.constant(node, 1));
  if (exponent !== 2) throw inexpressible(`with the exponent ${exponent}`);
  const layer = graph.add({
    type: 'multiply',
    name: layerName(node.name),
    inputs: [input.layer, input.layer],
  });
  return { ...input, layer };
}

function mapFloats(constant: Constant, compute: (value: number) => number): Float32Tensor {
  const { shape, data } = floatsOf(constant);
  return tensor('float32', shape, data.map(compute));
}

/** `scale · x + offset`, each one number or one for each channel. */
interface Affine {
  readonly scale: number | Float32Tensor;
  readonly offset: number | Float32Tensor;
}

function multiplyConstant(
  node: GraphNode,
  graph: LayerGraph,
  input: Activation,
  factor: Float32Tensor,
): Value {
  return affine(node, graph, input, { scale: factor, offset: 0 });
}

/** What is added to a layer with weights and without a bias is its bias. */
function addConstant(
  node: GraphNode,
  graph: LayerGraph,
  input: Activation,
  summand: Float32Tensor,
): Value {
  const before = graph.layerOf(input);
  const biased = before && withBias(before, summand, layerName(node.name));
  const isLast = biased !== undefined && holdsLast(graph, input, summand);
  if (isLast) return { ...input, layer: graph.add(biased) };
  return affine(node, graph, input, { scale: 1, offset: summand });
}

function withBias(layer: Layer, { data }: Float32Tensor, name: string): Layer | undefined {
  const hasPlace =
    layer.type === 'dense' || layer.type === 'conv2d' || layer.type === 'convTranspose2d';
  if (!hasPlace || layer.bias !== undefined || data.length === 1) return undefined;
  return { ...layer, name, bias: tensor('float32', [data.length], data) };
}

/** Whether a constant has its numbers along the last axis of what holds an activation. */
function holdsLast(graph: LayerGraph, input: Activation, constant: Constant): boolean {
  const group = input.axes[channelsOf(graph, input, constant)];
  return group?.length === 1 && group[0] === graph.held(input).length - 1;
}

/** Of one number for all a rescaling; of one for each channel a batch normalisation with the mean 0 and the variance 1. */
export function affine(
  node: GraphNode,
  graph: LayerGraph,
  input: Activation,
  { scale, offset }: Affine,
): Value {
  const [factor, summand] = [scalarOf(input, scale), scalarOf(input, offset)];
  if (typeof factor === 'number' && typeof summand === 'number') {
    return rescale(node, graph, input, factor, summand);
  }
  const constant = typeof factor === 'number' ? summand : factor;
  if (typeof constant === 'number') throw inexpressible('with constants of two shapes');
  const axis = channelsOf(graph, input, constant);
  const count = constant.data.length;
  const vector = (value: number | Float32Tensor): Float32Tensor =>
    tensor(
      'float32',
      [count],
      typeof value === 'number' ? new Float32Array(count).fill(value) : value.data,
    );
  return addEach(node, graph, graph.withLast(input, [axis]), {
    type: 'batchNormalization',
    epsilon: 0,
    mean: vector(0),
    variance: vector(1),
    ...(factor !== 1 && { gamma: vector(factor) }),
    ...(summand !== 0 && { beta: vector(summand) }),
  });
}

function scalarOf(input: Activation, value: number | Float32Tensor): number | Float32Tensor {
  return typeof value !== 'number' && value.data.length === 1 ? numberFor(input, value) : value;
}

/** A rescaling of a rescaling is one. */
function rescale(
  node: GraphNode,
  graph: LayerGraph,
  input: Activation,
  scale: number,
  offset: number,
): Value {
  const before = graph.layerOf(input);
  if (before?.type !== 'rescaling')
    return addEach(node, graph, input, { type: 'rescaling', scale, offset });
  const source = { ...input, layer: required(before.inputs[0], `the input of "${before.name}"`) };
  const joined = { scale: scale * before.scale, offset: scale * before.offset + offset };
  return addEach(node, graph, source, { type: 'rescaling', ...joined });
}
