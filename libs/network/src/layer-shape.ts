import { elementCount, formatShape } from '@gender/tensor';
import type {
  Conv2dLayer,
  ConvTranspose2dLayer,
  CroppingLayer,
  DenseLayer,
  Layer,
  Padding,
  Pair,
  PermuteLayer,
  PoolLayer,
} from './layer.js';
import { NetworkError } from './network-error.js';

/** The length of each axis but the batch. */
export type Shape = readonly number[];

/**
 * The shape that a layer makes of the shapes of its inputs.
 *
 * @throws NetworkError (`NETWORK_SHAPE`) when the layer cannot take them.
 */
export function layerShape(layer: Layer, inputs: readonly Shape[]): Shape {
  const [input = []] = inputs;
  switch (layer.type) {
    case 'conv2d':
      return convolutionShape(layer, input);
    case 'convTranspose2d':
      return transposedConvolutionShape(layer, input);
    case 'dense':
      return denseShape(layer, input);
    case 'maxPool':
    case 'averagePool':
      return poolShape(layer, input);
    case 'globalMaxPool':
    case 'globalAveragePool':
      return featureMap(layer, input).slice(2);
    case 'flatten':
      return [elementCount(input)];
    case 'reshape':
      return reshapedShape(layer, input, layer.shape);
    case 'permute':
      return permutedShape(layer, input);
    case 'cropping':
      return croppedShape(layer, featureMap(layer, input), input);
    case 'localResponseNormalization':
      return featureMap(layer, input);
    case 'zeroPadding':
      return paddedShape(featureMap(layer, input), layer.padding);
    case 'add':
      return commonShape(layer, inputs);
    case 'concatenate':
      return concatenatedShape(layer, inputs);
    case 'batchNormalization':
    case 'layerNormalization':
    case 'softmax':
      return withChannels(layer, input);
    case 'relu':
    case 'sigmoid':
    case 'tanh':
    case 'dropout':
      return input;
  }
}

function convolutionShape(layer: Conv2dLayer, input: Shape): Shape {
  const map = featureMap(layer, input);
  const [height, width, channels, filters] = layer.kernel.shape;
  if (height === undefined || width === undefined || !channels || !filters) {
    throw shapeError(layer, 'needs a kernel (height, width, inputs, filters)', layer.kernel.shape);
  }
  if (channels * layer.groups !== map[2]) {
    throw shapeError(
      layer,
      `takes ${channels * layer.groups} channels (kernel ${formatShape(layer.kernel.shape)}, groups ${layer.groups})`,
      input,
    );
  }
  const { dilation, strides, padding } = layer;
  const window: Pair = [dilation[0] * (height - 1) + 1, dilation[1] * (width - 1) + 1];
  return slideWindow(layer, map, window, strides, padding, filters);
}

function transposedConvolutionShape(layer: ConvTranspose2dLayer, input: Shape): Shape {
  const [rows, columns, channels] = featureMap(layer, input);
  const [height, width, filters, inputs] = layer.kernel.shape;
  if (height === undefined || width === undefined || !filters || !inputs) {
    throw shapeError(layer, 'needs a kernel (height, width, filters, inputs)', layer.kernel.shape);
  }
  if (inputs !== channels) {
    throw shapeError(
      layer,
      `takes ${inputs} channels (kernel ${formatShape(layer.kernel.shape)})`,
      input,
    );
  }
  const [vertical, horizontal] = layer.strides;
  const full = [vertical * (rows - 1) + height, horizontal * (columns - 1) + width] as const;
  return croppedShape(layer, [...full, filters * layer.groups], input);
}

function croppedShape(
  layer: ConvTranspose2dLayer | CroppingLayer,
  [height, width, channels]: readonly [number, number, number],
  input: Shape,
): Shape {
  const [top, bottom, left, right] = layer.cropping;
  if (top + bottom < height && left + right < width) {
    return [height - top - bottom, width - left - right, channels];
  }
  throw shapeError(layer, `cuts off all, (${layer.cropping.join(', ')}), of its input`, input);
}

function denseShape(layer: DenseLayer, input: Shape): Shape {
  const [inputUnits, units] = layer.kernel.shape;
  if (!inputUnits || !units || layer.kernel.shape.length !== 2) {
    throw shapeError(layer, 'needs a kernel (inputs, units)', layer.kernel.shape);
  }
  if (input.at(-1) !== inputUnits) {
    throw shapeError(layer, `takes ${inputUnits} values along the last axis`, input);
  }
  return [...input.slice(0, -1), units];
}

function poolShape(layer: PoolLayer, input: Shape): Shape {
  const map = featureMap(layer, input);
  const { poolSize, strides, padding } = layer;
  const [top, bottom, left, right] = padding;
  if (Math.max(top, bottom) >= poolSize[0] || Math.max(left, right) >= poolSize[1]) {
    throw shapeError(
      layer,
      `has padding (${padding.join(', ')}) that holds a whole window of ${formatShape(poolSize)}`,
      input,
    );
  }
  return slideWindow(layer, map, poolSize, strides, padding, map[2]);
}

function slideWindow(
  layer: Layer,
  map: readonly [number, number, number],
  window: Pair,
  strides: Pair,
  padding: Padding,
  channels: number,
): Shape {
  const [height, width] = paddedShape(map, padding);
  const rows = Math.floor((height - window[0]) / strides[0]) + 1;
  const columns = Math.floor((width - window[1]) / strides[1]) + 1;
  if (rows < 1 || columns < 1) {
    throw shapeError(
      layer,
      `needs at least ${formatShape(window)} rows and columns with padding (${padding.join(', ')})`,
      map,
    );
  }
  return [rows, columns, channels];
}

function paddedShape(
  [height, width, channels]: readonly [number, number, number],
  [top, bottom, left, right]: Padding,
): readonly [number, number, number] {
  return [top + height + bottom, left + width + right, channels];
}

function reshapedShape(layer: Layer, input: Shape, shape: Shape): Shape {
  if (elementCount(shape) === elementCount(input)) return shape;
  throw shapeError(layer, `makes ${elementCount(shape)} values, ${formatShape(shape)}`, input);
}

function permutedShape(layer: PermuteLayer, input: Shape): Shape {
  const lengths = layer.axes.flatMap((axis) => input[axis] ?? []);
  if (lengths.length === input.length && new Set(layer.axes).size === input.length) return lengths;
  throw shapeError(layer, `puts axes in the order (${layer.axes.join(', ')})`, input);
}

function commonShape(layer: Layer, inputs: readonly Shape[]): Shape {
  const [first = []] = inputs;
  const other = inputs.find((each) => formatShape(each) !== formatShape(first));
  if (other === undefined) return first;
  throw shapeError(layer, `takes inputs of one shape, the first is ${formatShape(first)}`, other);
}

function concatenatedShape(layer: Layer, inputs: readonly Shape[]): Shape {
  const [first = []] = inputs;
  const leading = withChannels(layer, first).slice(0, -1);
  const other = inputs.find(
    (each) =>
      each.length !== first.length || formatShape(each.slice(0, -1)) !== formatShape(leading),
  );
  if (other !== undefined) {
    throw shapeError(
      layer,
      `takes inputs that differ in the last axis only, the first is ${formatShape(first)}`,
      other,
    );
  }
  return [...leading, inputs.reduce((sum, each) => sum + (each.at(-1) ?? 0), 0)];
}

function withChannels(layer: Layer, input: Shape): Shape {
  if (input.length > 0) return input;
  throw shapeError(layer, 'takes at least one axis', input);
}

/** The input as `(H, W, C)`. */
function featureMap(layer: Layer, input: Shape): readonly [number, number, number] {
  const [height, width, channels] = input;
  if (input.length !== 3 || !height || !width || !channels) {
    throw shapeError(layer, 'takes a feature map (H, W, C)', input);
  }
  return [height, width, channels];
}

function shapeError(layer: Layer, what: string, found: Shape): NetworkError {
  return new NetworkError(
    'NETWORK_SHAPE',
    `layer "${layer.name}" (${layer.type}) ${what}, found ${formatShape(found)}`,
  );
}
