import { tensor, type Float32Tensor } from '@gender/tensor';
import { makeConstant, mapConstants } from '../constant-arithmetic.js';
import type { Constant } from '../constant.js';
import type { GraphNode } from '../graph.js';
import {
  inexpressible,
  layerName,
  MAP_ORDER,
  type LayerGraph,
  type Value,
} from '../layer-graph.js';
import { addEach } from './activation.js';
import { axisFromStart, floatsOf, lengthAt, type OperatorTable } from './operator.js';

/** Normalisations with fixed statistics and with those of a picture. */
export const normalizations: OperatorTable = {
  BatchNormalization: batchNormalization,
  InstanceNormalization: instanceNormalization,
  LayerNormalization: layerNormalization,
  LpNormalization: unitNormalization,
  LRN: responseNormalization,
};

function batchNormalization(node: GraphNode, graph: LayerGraph): Value {
  const { attributes } = node;
  const trains = attributes.int('training_mode', 0) !== 0 || attributes.int('spatial', 1) !== 1;
  if (trains) throw inexpressible('in training mode');
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((place) =>
    vectorOf(graph.constant(node, place)),
  );
  if (!gamma || !beta || !mean || !variance) throw inexpressible('without statistics');
  const input = graph.withLast(graph.activation(node), [1]);
  const epsilon = attributes.float('epsilon', 1e-5);
  return addEach(node, graph, input, {
    type: 'batchNormalization',
    epsilon,
    gamma,
    beta,
    mean,
    variance,
  });
}

/** The elements of a constant as a vector. */
function vectorOf(constant: Constant): Float32Tensor {
  const { data } = floatsOf(constant);
  return tensor('float32', [data.length], data);
}

/** Each channel over all places of its own: a layer normalisation over the places, then a scale and a shift for each channel. */
function instanceNormalization(node: GraphNode, graph: LayerGraph): Value {
  const input = graph.activation(node);
  const shape = graph.shape(input);
  const channels = lengthAt(graph, input, 1);
  const places = graph.withLast(input, [...shape.keys()].slice(2));
  const epsilon = node.attributes.float('epsilon', 1e-5);
  const normal = addEach(node, graph, places, { type: 'layerNormalization', epsilon }, '/places');
  const channelsLast = graph.withLast(graph.reshape(normal, shape), [1]);
  const constant = (value: number): Float32Tensor =>
    tensor('float32', [channels], new Float32Array(channels).fill(value));
  return addEach(node, graph, channelsLast, {
    type: 'batchNormalization',
    epsilon: 0,
    gamma: vectorOf(graph.constant(node, 1)),
    beta: vectorOf(graph.constant(node, 2)),
    mean: constant(0),
    variance: constant(1),
  });
}

/** Over the axes from the one named, which are taken together. */
function layerNormalization(node: GraphNode, graph: LayerGraph): Value {
  const input = graph.activation(node);
  const shape = graph.shape(input);
  const axes = [...shape.keys()].slice(
    axisFromStart(node.attributes.int('axis', -1), shape.length),
  );
  const last = graph.withLast(input, axes);
  const normalized = axes.map((axis) => lengthAt(graph, input, axis));
  const beta = graph.optionalConstant(node, 2);
  const normal = addEach(node, graph, last, {
    type: 'layerNormalization',
    epsilon: node.attributes.float('epsilon', 1e-5),
    ...(node.inputs.length > 1 && { gamma: repeated(graph.constant(node, 1), normalized) }),
    ...(beta && { beta: repeated(beta, normalized) }),
  });
  return axes.length === 1 ? normal : graph.reshape(normal, shape);
}

/** The elements of a constant as a vector, after it is repeated to a shape as NumPy does. */
function repeated(constant: Constant, shape: readonly number[]): Float32Tensor {
  const all = makeConstant(constant, shape, () => 1, 'the shape');
  const whole = mapConstants(constant, [constant, all], (value) => value, 'the weights');
  if (whole.data.length > all.data.length || whole.shape.length > shape.length) {
    throw inexpressible(`with weights of shape (${constant.shape.join(', ')})`);
  }
  return vectorOf(whole);
}

function unitNormalization(node: GraphNode, graph: LayerGraph): Value {
  const order = node.attributes.int('p', 2);
  if (order !== 2) throw inexpressible(`with the norm of order ${order}`);
  const input = graph.activation(node);
  const axis = axisFromStart(node.attributes.int('axis', -1), input.axes.length);
  return addEach(node, graph, graph.withLast(input, [axis]), { type: 'unitNormalization' });
}

/** ONNX divides alpha by the size of the window. */
function responseNormalization(node: GraphNode, graph: LayerGraph): Value {
  const { attributes } = node;
  const size = attributes.int('size', 1);
  const layer = graph.add({
    type: 'localResponseNormalization',
    name: layerName(node.name),
    inputs: [graph.readMap(graph.activation(node))],
    size,
    alpha: attributes.float('alpha', 1e-4) / size,
    beta: attributes.float('beta', 0.75),
    kappa: attributes.float('bias', 1),
  });
  return graph.inOrder(layer, MAP_ORDER);
}
