import { required } from '@gender/core';
import {
  channelWindow,
  dispatchLayer,
  firstInput,
  SMALLEST_NORM,
  type BatchNormalizationLayer,
  type Conv2dLayer,
  type ConvTranspose2dLayer,
  type DenseLayer,
  type Layer,
  type LayerNormalizationLayer,
  type LayerOf,
  type LayerTable,
  type LocalResponseNormalizationLayer,
  type UpSamplingLayer,
} from '@gender/network';
import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';
import { addElementwise } from './add-elementwise.js';
import { float, int, ints, text } from './attribute.js';
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
  upSampling: addUpSampling,
  globalMaxPool: (layer, graph) => addGlobalPool(graph, layer, 'GlobalMaxPool'),
  globalAveragePool: (layer, graph) => addGlobalPool(graph, layer, 'GlobalAveragePool'),
  relu: (layer, graph) =>
    layer.negativeSlope === 0
      ? addNode(graph, layer, 'Relu')
      : addNode(graph, layer, 'LeakyRelu', { attributes: [float('alpha', layer.negativeSlope)] }),
  prelu: addPrelu,
  elementwise: addElementwise,
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
  unitNormalization: addUnitNormalization,
  localResponseNormalization: addLocalResponseNormalization,
  add: (layer, graph) => addMerge(graph, layer, layer.inputs.length === 2 ? 'Add' : 'Sum'),
  subtract: (layer, graph) => addMerge(graph, layer, 'Sub'),
  multiply: addProduct,
  maximum: (layer, graph) => addMerge(graph, layer, 'Max'),
  minimum: (layer, graph) => addMerge(graph, layer, 'Min'),
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

function addUpSampling(layer: UpSamplingLayer, graph: GraphBuilder): void {
  const scales = tensor('float32', [4], Float32Array.of(1, 1, ...layer.size));
  const attributes =
    layer.interpolation === 'nearest'
      ? [text('mode', 'nearest'), text('coordinate_transformation_mode', 'asymmetric')]
      : [text('mode', 'linear'), text('coordinate_transformation_mode', 'half_pixel')];
  addNode(graph, layer, 'Resize', {
    layout: 'channelsFirst',
    // The second input is a region, which these modes do not have.
    extra: ['', graph.weights(`${layer.name}/scales`, scales)],
    attributes: [...attributes, text('nearest_mode', 'floor')],
  });
}

function addPrelu(layer: LayerOf<'prelu'>, graph: GraphBuilder): void {
  const { name, alpha } = layer;
  const input = firstInput(layer);
  const layout = graph.layout(input);
  const behind =
    layout === 'channelsFirst'
      ? graph
          .shape(input)
          .slice(1)
          .map(() => 1)
      : [];
  const slopes = { ...alpha, shape: [...alpha.shape, ...behind] };
  addNode(graph, layer, 'PRelu', { layout, extra: [graph.weights(`${name}/alpha`, slopes)] });
}

/** Inputs in the layout of the largest, so that what is small is transposed. */
function addMerge(graph: GraphBuilder, layer: Layer, opType: string): void {
  addNode(graph, layer, opType, { layout: layoutOfLargest(graph, layer) });
}

/** ONNX multiplies two at a time. */
function addProduct(layer: LayerOf<'multiply'>, graph: GraphBuilder): void {
  const layout = layoutOfLargest(graph, layer);
  const [first, ...others] = layer.inputs.map((input) => graph.read(input, layout));
  let product = required(first, `the first input of "${layer.name}"`);
  for (const [index, other] of others.entries()) {
    const isLast = index === others.length - 1;
    const output = isLast
      ? graph.define(layer.name, layout)
      : graph.unique(`${layer.name}/product`);
    graph.node('Mul', [product, other], output);
    product = output;
  }
}

function layoutOfLargest(graph: GraphBuilder, { inputs }: Layer): Layout {
  const size = (input: string): number => elementCount(graph.shape(input));
  return graph.layout(inputs.reduce((a, b) => (size(b) > size(a) ? b : a)));
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

function addUnitNormalization(layer: LayerOf<'unitNormalization'>, graph: GraphBuilder): void {
  const { name } = layer;
  const layout = graph.layout(firstInput(layer));
  const input = graph.read(firstInput(layer), layout);
  const [norm, divisor] = [graph.unique(`${name}/norm`), graph.unique(`${name}/divisor`)];
  const axes = ints('axes', [layout === 'channelsFirst' ? 1 : -1]);
  graph.node('ReduceL2', [input], norm, [axes, int('keepdims', 1)]);
  graph.node('Max', [norm, graph.number(`${name}/smallest_norm`, SMALLEST_NORM)], divisor);
  graph.node('Div', [input, divisor], graph.define(name, layout));
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
  const window = graph.weights(`${name}/window`, channelWindow(size, channels), [3, 2, 0, 1]);
  const sum = step('Conv', 'sum', [step('Mul', 'squares', [input, input]), window]);
  const scaled = step('Mul', 'scaled', [sum, graph.number(`${name}/alpha`, alpha)]);
  const base = step('Add', 'base', [scaled, graph.number(`${name}/kappa`, kappa)]);
  const divisor = step('Pow', 'divisor', [base, graph.number(`${name}/beta`, beta)]);
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
