import type { Conv2dLayer, ConvTranspose2dLayer, Padding, Pair } from '@gender/network';
import { joinGroups } from '../encode/join-groups.js';
import { KerasError } from '../keras-error.js';
import { paddingMode } from '../padding/padding-mode.js';
import { dilatedWindow } from '../padding/same-padding.js';
import {
  decodeConv2d,
  decodeConv2dTranspose,
  decodeDepthwiseConv2d,
  decodeSeparableConv2d,
  kernelShape,
} from './decode-convolution.js';
import {
  channelsLast,
  kernelOptions,
  sides,
  type EncodeContext,
  type EncodedLayer,
  type LayerConverter,
} from './layer-converter.js';

export const conv2d: LayerConverter<'conv2d'> = {
  encode: encodeConv2d,
  decode: {
    Conv2D: decodeConv2d,
    DepthwiseConv2D: decodeDepthwiseConv2d,
    SeparableConv2D: decodeSeparableConv2d,
  },
};

export const convTranspose2d: LayerConverter<'convTranspose2d'> = {
  encode: encodeConvTranspose2d,
  decode: { Conv2DTranspose: decodeConv2dTranspose },
};

/** Padding that is neither `same` nor `valid` becomes a layer before the convolution. */
function encodeConv2d(layer: Conv2dLayer, context: EncodeContext): EncodedLayer[] {
  requireOneOf(context.target, layer);
  const { height, width, last: filters } = kernelShape(layer.kernel);
  const window = dilatedWindow([height, width], layer.dilation);
  const mode = paddingMode(layer.padding, context.input, window, layer.strides);
  const convolution = {
    className: 'Conv2D',
    options: {
      filters,
      kernel_size: [height, width],
      strides: layer.strides,
      padding: mode ?? 'valid',
      ...channelsLast,
      dilation_rate: layer.dilation,
      ...(layer.groups !== 1 && { groups: layer.groups }),
      ...kernelOptions(layer, context),
    },
  };
  if (mode !== undefined) return [convolution];
  const padding = { padding: sides(layer.padding), ...channelsLast };
  return [{ className: 'ZeroPadding2D', suffix: '_padding', options: padding }, convolution];
}

/**
 * What is cut from the output becomes a layer behind the convolution. Keras' has no groups, so
 * they are joined.
 */
function encodeConvTranspose2d(
  layer: ConvTranspose2dLayer,
  context: EncodeContext,
): EncodedLayer[] {
  const kernel = joinGroups(layer.kernel, layer.groups);
  const { height, width, third: filters } = kernelShape(kernel);
  const convolution: EncodedLayer = {
    className: 'Conv2DTranspose',
    options: {
      filters,
      kernel_size: [height, width],
      strides: layer.strides,
      padding: 'valid',
      ...channelsLast,
      ...kernelOptions(layer, context),
    },
    weights: [
      { name: 'kernel', tensor: kernel },
      ...(layer.bias ? [{ name: 'bias' as const, tensor: layer.bias }] : []),
    ],
  };
  const cropping = withEmptyMargin(layer.cropping, [height, width], layer.strides);
  if (cropping.every((side) => side === 0)) return [convolution];
  const options = { cropping: sides(cropping), ...channelsLast };
  return [convolution, { className: 'Cropping2D', suffix: '_cropping', options }];
}

/** Where strides are longer than the kernel, Keras' output reaches to the end of the last stride. */
function withEmptyMargin(
  [top, bottom, left, right]: Padding,
  kernel: Pair,
  strides: Pair,
): Padding {
  const [rows, columns] = [strides[0] - kernel[0], strides[1] - kernel[1]];
  return [top, bottom + Math.max(0, rows), left, right + Math.max(0, columns)];
}

function requireOneOf(target: string, { name, type, strides, dilation }: Conv2dLayer): void {
  if (Math.max(...strides) === 1 || Math.max(...dilation) === 1) return;
  throw new KerasError(
    'KERAS_NETWORK',
    `cannot write ${target}: layer "${name}" (${type}) has strides (${strides.join(', ')}) and dilation (${dilation.join(', ')}); Keras takes one of them`,
  );
}
