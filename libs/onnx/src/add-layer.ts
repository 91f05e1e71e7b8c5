import {
  channelWindow,
  dispatchLayer,
  firstInput,
  type BatchNormalizationLayer,
  type Conv2dLayer,
  type ConvTranspose2dLayer,
  type DenseLayer,
  type Layer,
  type LayerNormalizationLayer,
  type LayerOf,
  type LayerTable,
  type LocalResponseNormalizationLayer,
} from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { float, int, ints } from './attribute.js';
import type { GraphBuilder, Layout } from './graph-builder.js';
import type { AttributeProto } from './proto/onnx_pb.js';
import { beginsThenEnds, convolutionAttributes, poolAttributes } from './window-attributes.js';

/** Every type of layers as nodes and weights. */
const adders: LayerTable<[graph: GraphBuilder], void> = {
  conv2d: addConvolution,
  convTranspose2d: addTransposedConvolution,
  dense: addDense,
  maxPool: (layer, graph) =>
    addNode(graph, layer, 'MaxPool', {
      layout: 'channelsFirst',
      attributes: poolAttributes(layer),
    }),
  averagePool: (layer, graph) =>
    addNode(graph, layer, 'AveragePool', {
      layout: 'channelsFirst',
      attributes: poolAttributes(layer),
    }),
  globalMaxPool: (layer, graph) => addGlobalPool(graph, layer, 'GlobalMaxPool'),
  globalAveragePool: (layer, graph) => addGlobalPool(graph, layer, 'GlobalAveragePool'),
  relu: (layer, graph) =>
    layer.negativeSlope === 0
      ? addNode(graph, layer, 'Relu')
      : addNode(graph, layer, 'LeakyRelu', { attributes: [float('alpha', layer.negativeSlope)] }),
  sigmoid: (layer, graph) => addNode(graph, layer, 'Sigmoid'),
  tanh: (layer, graph) => addNode(graph, layer, 'Tanh'),
  softmax: (layer, graph) =>
    addNode(graph, layer, 'Softmax', { attributes: [channelAxis(graph, layer)] }),
  dropout: (layer, graph) => graph.alias(layer.name, firstInput(layer)),
  flatten: (layer, graph) =>
    addNode(graph, layer, 'Flatten', { layout: 'channelsLast', attributes: [int('axis', 1)] }),
  reshape: addReshape,
  permute: addPermutation,
  zeroPadding: addZeroPadding,
  cropping: addCropping,
  batchNormalization: addBatchNormalization,
  layerNormalization: addLayerNormalization,
  localResponseNormalization: addLocalResponseNormalization,
  add: (layer, graph) => addNode(graph, layer, layer.inputs.length === 2 ? 'Add' : 'Sum'),
  concatenate: (layer, graph) =>
    addNode(graph, layer, 'Concat', { attributes: [channelAxis(graph, layer)] }),
};

/** Adds the nodes and weights of one layer to a graph that holds all the layers it reads. */
export function addLayer(graph: GraphBuilder, layer: Layer): void {
  dispatchLayer(adders, layer, graph);
}

interface NodeOptions {
  /** The layout of inputs and output; default: that in which the first input was computed. */
  layout?: Layout;
  attributes?: readonly AttributeProto[];
  /** Tensors that the node reads after the layer's inputs. */
  extra?: readonly string[];
}

/** Adds a layer that is one node. */
function addNode(
  graph: GraphBuilder,
  layer: Layer,
  opType: string,
  options: NodeOptions = {},
): void {
  const { layout = graph.layout(firstInput(layer)), attributes = [], extra = [] } = options;
  const inputs = layer.inputs.map((input) => graph.read(input, layout));
  graph.node(opType, [...inputs, ...extra], graph.define(layer.name, layout), attributes);
}

function addConvolution(layer: Conv2dLayer, graph: GraphBuilder): void {
  const { name, kernel, bias } = layer;
  // (height, width, in / groups, out) to (out, in / groups, height, width)
  const weights = [graph.weights(`${name}/kernel`, kernel, [3, 2, 0, 1])];
  if (bias !== undefined) weights.push(graph.weights(`${name}/bias`, bias));
  addNode(graph, layer, 'Conv', {
    layout: 'channelsFirst',
    extra: weights,
    attributes: convolutionAttributes(layer),
  });
}

function addTransposedConvolution(layer: ConvTranspose2dLayer, graph: GraphBuilder): void {
  const { name, kernel, bias, strides, cropping, groups } = layer;
  // (height, width, out / groups, in) to (in, out / groups, height, width)
  const weights = [graph.weights(`${name}/kernel`, kernel, [3, 2, 0, 1])];
  if (bias !== undefined) weights.push(graph.weights(`${name}/bias`, bias));
  addNode(graph, layer, 'ConvTranspose', {
    layout: 'channelsFirst',
    extra: weights,
    attributes: [
      ints('kernel_shape', kernel.shape.slice(0, 2)),
      ints('strides', strides),
      ints('pads', beginsThenEnds(cropping)),
      int('group', groups),
    ],
  });
}

/** ONNX Runtime joins the product and the sum into one `Gemm` where the input is a matrix. */
function addDense(layer: DenseLayer, graph: GraphBuilder): void {
  const kernel = graph.weights(`${layer.name}/kernel`, layer.kernel);
  const operands = [graph.read(firstInput(layer), 'channelsLast'), kernel];
  const output = graph.define(layer.name, 'channelsLast');
  if (layer.bias === undefined) return graph.node('MatMul', operands, output);
  const product = graph.unique(`${layer.name}/product`);
  graph.node('MatMul', operands, product);
  graph.node('Add', [product, graph.weights(`${layer.name}/bias`, layer.bias)], output);
}

/** `(N, C, H, W)` to `(N, C, 1, 1)` to `(N, C)`. */
function addGlobalPool(graph: GraphBuilder, layer: Layer, opType: string): void {
  const pooled = graph.unique(`${layer.name}/pooled`);
  graph.node(opType, [graph.read(firstInput(layer), 'channelsFirst')], pooled);
  graph.node('Flatten', [pooled], graph.define(layer.name, 'channelsLast'), [int('axis', 1)]);
}

function addReshape(layer: LayerOf<'reshape'>, graph: GraphBuilder): void {
  // A length of 0 keeps that of the input: the batch.
  const shape = graph.integers(`${layer.name}/shape`, [0, ...layer.shape]);
  addNode(graph, layer, 'Reshape', { layout: 'channelsLast', extra: [shape] });
}

function addPermutation(layer: LayerOf<'permute'>, graph: GraphBuilder): void {
  const perm = ints('perm', [0, ...layer.axes.map((axis) => axis + 1)]);
  addNode(graph, layer, 'Transpose', { layout: 'channelsLast', attributes: [perm] });
}

/** An end of a slice beyond every length means the length; those below 0 count from the length. */
const TO_THE_END = 2 ** 31 - 1;

function addCropping(layer: LayerOf<'cropping'>, graph: GraphBuilder): void {
  const [top, left, bottom, right] = beginsThenEnds(layer.cropping);
  const layout = graph.layout(firstInput(layer));
  const list = (what: string, values: readonly number[]): string =>
    graph.integers(`${layer.name}/${what}`, values);
  const extra = [
    list('starts', [top, left]),
    list('ends', [-bottom || TO_THE_END, -right || TO_THE_END]),
    list('axes', layout === 'channelsFirst' ? [2, 3] : [1, 2]),
  ];
  addNode(graph, layer, 'Slice', { layout, extra });
}

function addZeroPadding(layer: LayerOf<'zeroPadding'>, graph: GraphBuilder): void {
  const [top, left, bottom, right] = beginsThenEnds(layer.padding);
  const layout = graph.layout(firstInput(layer));
  const pads =
    layout === 'channelsFirst'
      ? [0, 0, top, left, 0, 0, bottom, right]
      : [0, top, left, 0, 0, bottom, right, 0];
  addNode(graph, layer, 'Pad', { layout, extra: [graph.integers(`${layer.name}/pads`, pads)] });
}

function addBatchNormalization(layer: BatchNormalizationLayer, graph: GraphBuilder): void {
  const { name, mean, variance } = layer;
  addNode(graph, layer, 'BatchNormalization', {
    layout: 'channelsFirst',
    extra: [
      ...scaleAndShift(graph, layer),
      graph.weights(`${name}/mean`, mean),
      graph.weights(`${name}/variance`, variance),
    ],
    attributes: [float('epsilon', layer.epsilon)],
  });
}

function addLayerNormalization(layer: LayerNormalizationLayer, graph: GraphBuilder): void {
  addNode(graph, layer, 'LayerNormalization', {
    layout: 'channelsLast',
    extra: scaleAndShift(graph, layer),
    attributes: [int('axis', -1), float('epsilon', layer.epsilon)],
  });
}

/** ONNX divides alpha by the size of the window. ONNX Runtime knows windows of odd size only. */
function addLocalResponseNormalization(
  layer: LocalResponseNormalizationLayer,
  graph: GraphBuilder,
): void {
  const { size, alpha, beta, kappa } = layer;
  if (size % 2 === 0) return addEvenResponseNormalization(layer, graph);
  addNode(graph, layer, 'LRN', {
    layout: 'channelsFirst',
    attributes: [
      int('size', size),
      float('alpha', alpha * size),
      float('beta', beta),
      float('bias', kappa),
    ],
  });
}

/** The formula, the sum over windows as a 1 × 1 convolution. */
function addEvenResponseNormalization(
  layer: LocalResponseNormalizationLayer,
  graph: GraphBuilder,
): void {
  const { name, size, alpha, beta, kappa } = layer;
  const input = graph.read(firstInput(layer), 'channelsFirst');
  const channels = graph.channels(firstInput(layer));
  const step = (opType: string, what: string, inputs: readonly string[]): string => {
    const output = graph.unique(`${name}/${what}`);
    graph.node(opType, inputs, output);
    return output;
  };
  const number = (what: string, value: number): string =>
    graph.weights(`${name}/${what}`, tensor('float32', [], Float32Array.of(value)));
  const window = graph.weights(`${name}/window`, channelWindow(size, channels), [3, 2, 0, 1]);
  const sum = step('Conv', 'sum', [step('Mul', 'squares', [input, input]), window]);
  const scaled = step('Mul', 'scaled', [sum, number('alpha', alpha)]);
  const base = step('Add', 'base', [scaled, number('kappa', kappa)]);
  const divisor = step('Pow', 'divisor', [base, number('beta', beta)]);
  graph.node('Div', [input, divisor], graph.define(name, 'channelsFirst'));
}

/** Gamma and beta, which ONNX wants even where they are 1 and 0. */
function scaleAndShift(
  graph: GraphBuilder,
  layer: BatchNormalizationLayer | LayerNormalizationLayer,
): string[] {
  const channels = graph.channels(firstInput(layer));
  const { name, gamma = constant(channels, 1), beta = constant(channels, 0) } = layer;
  return [graph.weights(`${name}/gamma`, gamma), graph.weights(`${name}/beta`, beta)];
}

function constant(channels: number, value: number): Float32Tensor {
  return tensor('float32', [channels], new Float32Array(channels).fill(value));
}

function channelAxis(graph: GraphBuilder, layer: Layer): AttributeProto {
  return int('axis', graph.layout(firstInput(layer)) === 'channelsFirst' ? 1 : -1);
}
