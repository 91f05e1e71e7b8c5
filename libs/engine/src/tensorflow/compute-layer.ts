import { required } from '@gender/core';
import {
  applyElementwise,
  channelWindow,
  dispatchLayer,
  SMALLEST_NORM,
  type Conv2dLayer,
  type ConvTranspose2dLayer,
  type Layer,
  type LayerTable,
  type LayerWeight,
  type LocalResponseNormalizationLayer,
  type Padding,
  type PoolLayer,
  type UpSamplingLayer,
} from '@gender/network';
import type { TensorFlow, TfTensor } from './api.js';

/** The weights of one layer that it has, by the field of the layer that holds them. */
export type TensorFlowWeights = Readonly<Partial<Record<LayerWeight['name'], TfTensor>>>;

/** What a layer is computed from. */
interface LayerInput {
  readonly tf: TensorFlow;
  /** What the layer reads first, `(N, …)`. */
  readonly x: TfTensor;
  /** All that it reads, in its order. */
  readonly inputs: readonly TfTensor[];
  readonly weights: TensorFlowWeights;
}

/** Every type of layers as operations of TensorFlow. */
const computers: LayerTable<[input: LayerInput], TfTensor> = {
  conv2d: (layer, { tf, x, weights }) =>
    addBias(tf, convolve(tf, layer, x, requiredOf(weights.kernel, layer, 'kernel')), weights),
  convTranspose2d: (layer, { tf, x, weights }) =>
    addBias(
      tf,
      convolveTransposed(tf, layer, x, requiredOf(weights.kernel, layer, 'kernel')),
      weights,
    ),
  dense: (layer, { tf, x, weights }) =>
    addBias(tf, multiply(tf, x, requiredOf(weights.kernel, layer, 'kernel')), weights),
  maxPool: (layer, { tf, x }) => maxPool(tf, layer, x),
  averagePool: (layer, { tf, x }) => averagePool(tf, layer, x),
  upSampling: (layer, { tf, x }) => upSample(tf, layer, x),
  globalMaxPool: (_layer, { tf, x }) => tf.max(x, [1, 2]),
  globalAveragePool: (_layer, { tf, x }) => tf.mean(x, [1, 2]),
  relu: ({ negativeSlope }, { tf, x }) =>
    negativeSlope === 0 ? tf.relu(x) : tf.leakyRelu(x, negativeSlope),
  prelu: (layer, { tf, x, weights }) => tf.prelu(x, requiredOf(weights.alpha, layer, 'alpha')),
  elementwise: (layer, { tf, x }) => applyElementwise(layer, x, tf),
  softmax: (_layer, { tf, x }) => tf.softmax(x),
  dropout: (_layer, { x }) => x.clone(),
  flatten: (_layer, { tf, x }) => tf.reshape(x, [batchOf(x), -1]),
  reshape: ({ shape }, { tf, x }) => tf.reshape(x, [batchOf(x), ...shape]),
  permute: ({ axes }, { tf, x }) => tf.transpose(x, [0, ...axes.map((axis) => axis + 1)]),
  cropping: ({ cropping }, { tf, x }) => crop(tf, x, cropping),
  zeroPadding: ({ padding }, { tf, x }) => tf.pad(x, aroundMap(padding)),
  batchNormalization: (layer, { tf, x, weights }) => {
    const mean = requiredOf(weights.mean, layer, 'mean');
    const variance = requiredOf(weights.variance, layer, 'variance');
    return normalize(tf, x, { mean, variance }, layer.epsilon, weights);
  },
  layerNormalization: ({ epsilon }, { tf, x, weights }) =>
    normalize(tf, x, tf.moments(x, -1, true), epsilon, weights),
  localResponseNormalization: (layer, { tf, x }) => normalizeResponse(tf, layer, x),
  unitNormalization: (_layer, { tf, x }) =>
    tf.div(x, tf.maximum(tf.pow(tf.sum(tf.mul(x, x), [-1], true), 0.5), SMALLEST_NORM)),
  add: (_layer, { tf, inputs }) => inputs.reduce((a, b) => tf.add(a, b)),
  subtract: (_layer, { tf, inputs }) => inputs.reduce((a, b) => tf.sub(a, b)),
  multiply: (_layer, { tf, inputs }) => inputs.reduce((a, b) => tf.mul(a, b)),
  maximum: (_layer, { tf, inputs }) => inputs.reduce((a, b) => tf.maximum(a, b)),
  minimum: (_layer, { tf, inputs }) => inputs.reduce((a, b) => tf.minimum(a, b)),
  concatenate: (_layer, { tf, inputs }) => tf.concat(inputs, -1),
};

/**
 * The activation of one layer, as it is when a network runs (dropout does nothing).
 *
 * @param inputs - what the layer reads, each `(N, …)`, in its order
 * @returns a new tensor, which the caller disposes of
 */
export function computeLayer(
  tf: TensorFlow,
  layer: Layer,
  inputs: readonly TfTensor[],
  weights: TensorFlowWeights,
): TfTensor {
  const x = requiredOf(inputs[0], layer, 'input');
  return tf.tidy(() => dispatchLayer(computers, layer, { tf, x, inputs, weights }));
}

/** `(N, H, W, C)` with a kernel `(h, w, C / groups, filters)`; each group sees its own channels. */
function convolve(tf: TensorFlow, layer: Conv2dLayer, x: TfTensor, kernel: TfTensor): TfTensor {
  const { strides, dilation, groups } = layer;
  const padding = layer.padding.some((rows) => rows > 0) ? aroundMap(layer.padding) : 'valid';
  const pictures = groups === 1 ? [x] : tf.split(x, groups, -1);
  const kernels = groups === 1 ? [kernel] : tf.split(kernel, groups, -1);
  const maps = pictures.map((picture, group) =>
    tf.conv2d(
      picture,
      requiredOf(kernels[group], layer, 'kernel'),
      strides,
      padding,
      'NHWC',
      dilation,
    ),
  );
  return maps.length === 1 ? requiredOf(maps[0], layer, 'map') : tf.concat(maps, -1);
}

/** `(N, H, W, C)` with a kernel `(h, w, filters / groups, C)`; each group sees its own channels. */
function convolveTransposed(
  tf: TensorFlow,
  layer: ConvTranspose2dLayer,
  x: TfTensor,
  kernel: TfTensor,
): TfTensor {
  const { strides, groups, cropping } = layer;
  const [batch = 0, rows = 0, columns = 0] = x.shape;
  const [height = 0, width = 0, filters = 0] = kernel.shape;
  const full = [
    batch,
    strides[0] * (rows - 1) + height,
    strides[1] * (columns - 1) + width,
    filters,
  ];
  const kernels = tf.split(kernel, groups, -1);
  const maps = tf.split(x, groups, -1).map((picture, group) => {
    const own = requiredOf(kernels[group], layer, 'kernel');
    return tf.conv2dTranspose(picture, own, full, strides, 'valid');
  });
  return crop(tf, tf.concat(maps, -1), cropping);
}

function upSample(tf: TensorFlow, layer: UpSamplingLayer, x: TfTensor): TfTensor {
  const [, height = 0, width = 0] = x.shape;
  const size: [number, number] = [height * layer.size[0], width * layer.size[1]];
  return layer.interpolation === 'nearest'
    ? tf.image.resizeNearestNeighbor(x, size, false, false)
    : tf.image.resizeBilinear(x, size, false, true);
}

function crop(tf: TensorFlow, x: TfTensor, [top, bottom, left, right]: Padding): TfTensor {
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  const size = [batch, height - top - bottom, width - left - right, channels];
  return tf.slice(x, [0, top, left, 0], size);
}

/** `x / (kappa + alpha · Σ x²) ^ beta`; TensorFlow's own operator knows windows of odd size only. */
function normalizeResponse(
  tf: TensorFlow,
  { size, alpha, beta, kappa }: LocalResponseNormalizationLayer,
  x: TfTensor,
): TfTensor {
  const channels = required(x.shape.at(-1), 'the channel axis of an activation');
  const window = channelWindow(size, channels);
  const rows = tf.reshape(tf.mul(x, x), [-1, channels]);
  const sum = tf.matMul(rows, tf.tensor(window.data, [channels, channels]));
  const divisor = tf.pow(tf.add(tf.mul(sum, alpha), kappa), beta);
  return tf.div(x, tf.reshape(divisor, x.shape));
}

/** `(…, I) · (I, O)` over the last axis: TensorFlow multiplies matrices, so other axes are joined. */
function multiply(tf: TensorFlow, x: TfTensor, kernel: TfTensor): TfTensor {
  const [inputUnits = 0, units = 0] = kernel.shape;
  const product = tf.matMul(tf.reshape(x, [-1, inputUnits]), kernel);
  return tf.reshape(product, [...x.shape.slice(0, -1), units]);
}

/** Padding is lower than every value, so that it never wins. */
function maxPool(tf: TensorFlow, { padding, poolSize, strides }: PoolLayer, x: TfTensor): TfTensor {
  const padded = padding.some((rows) => rows > 0) ? tf.pad(x, aroundMap(padding), -Infinity) : x;
  return tf.maxPool(padded, poolSize, strides, 'valid');
}

/** The mean with zeros for padding, over the share of the window that is not padding. */
function averagePool(
  tf: TensorFlow,
  { padding, poolSize, strides }: PoolLayer,
  x: TfTensor,
): TfTensor {
  if (padding.every((rows) => rows === 0)) return tf.avgPool(x, poolSize, strides, 'valid');
  const pool = (map: TfTensor): TfTensor =>
    tf.avgPool(tf.pad(map, aroundMap(padding)), poolSize, strides, 'valid');
  const [, height = 0, width = 0] = x.shape;
  return tf.div(pool(x), pool(tf.fill([1, height, width, 1], 1)));
}

/** `gamma · (x − mean) / √(variance + epsilon) + beta` over the last axis. */
function normalize(
  tf: TensorFlow,
  x: TfTensor,
  { mean, variance }: { readonly mean: TfTensor; readonly variance: TfTensor },
  epsilon: number,
  { gamma, beta }: TensorFlowWeights,
): TfTensor {
  const scale = tf.rsqrt(tf.add(variance, epsilon));
  const normalized = tf.mul(tf.sub(x, mean), gamma ? tf.mul(scale, gamma) : scale);
  return beta ? tf.add(normalized, beta) : normalized;
}

function addBias(tf: TensorFlow, x: TfTensor, { bias }: TensorFlowWeights): TfTensor {
  return bias ? tf.add(x, bias) : x;
}

/** Paddings of the four axes of `(N, H, W, C)`. */
function aroundMap([top, bottom, left, right]: Padding): (readonly [number, number])[] {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

function batchOf(x: TfTensor): number {
  return required(x.shape[0], 'the batch axis of an activation');
}

/** A validated network holds what its layers need. */
function requiredOf(value: TfTensor | undefined, { name, type }: Layer, what: string): TfTensor {
  return required(value, `the ${what} of layer "${name}" (${type})`);
}
