import { required } from '@gender/core';
import type { Conv2dLayer, ConvTranspose2dLayer, Padding, Pair } from '@gender/network';
import { zeroTensor, type Float32Tensor } from '@gender/tensor';
import { z } from 'zod';
import type { DecodeContext } from '../decode/decode-context.js';
import { joinGroups } from '../encode/join-groups.js';
import { KerasError } from '../keras-error.js';
import { paddingMode as paddingModeOf, resolvePadding } from '../padding/padding-mode.js';
import { dilatedWindow } from '../padding/same-padding.js';
import { decodeActivation } from './activation.js';
import { activation, channelsLastOnly, paddingMode, pair } from './config-fields.js';
import {
  channelsLast,
  kernelOptions,
  sides,
  type EncodeContext,
  type EncodedLayer,
  type LayerConverter,
} from './layer-converter.js';

const conv2dConfig = z.object({
  strides: pair.default([1, 1]),
  padding: paddingMode,
  dilation_rate: pair.default([1, 1]),
  groups: z.int().positive().default(1),
  use_bias: z.boolean().default(true),
  activation,
  data_format: channelsLastOnly,
});

const conv2dTransposeConfig = z.object({
  strides: pair.default([1, 1]),
  padding: paddingMode,
  output_padding: z.null().optional(),
  dilation_rate: z.union([z.literal(1), z.tuple([z.literal(1), z.literal(1)])]).optional(),
  groups: z.literal(1).optional(),
  use_bias: z.boolean().default(true),
  activation,
  data_format: channelsLastOnly,
});

export const conv2d: LayerConverter<'conv2d'> = {
  encode: encodeConv2d,
  decode: { Conv2D: decodeConv2d },
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
  const mode = paddingModeOf(layer.padding, context.input, window, layer.strides);
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

function decodeConv2d(layer: DecodeContext): string {
  const options = layer.parse(conv2dConfig);
  const kernel = layer.weight('kernel', 4);
  const { height, width } = kernelShape(kernel);
  const window = dilatedWindow([height, width], options.dilation_rate);
  const convolution = layer.emit({
    type: 'conv2d',
    strides: options.strides,
    padding: resolvePadding(options.padding, layer.inputShape, window, options.strides),
    dilation: options.dilation_rate,
    groups: options.groups,
    kernel,
    ...(options.use_bias && { bias: layer.weight('bias') }),
  });
  const { activation } = options;
  return decodeActivation(layer, activation, `${convolution}_${activation}`, convolution);
}

/**
 * `same` cuts the output to as many rows and columns as strides times the input; a kernel shorter
 * than the strides becomes one of their length, filled up with zeros.
 */
function decodeConv2dTranspose(layer: DecodeContext): string {
  const options = layer.parse(conv2dTransposeConfig);
  const kernel = fillUp(layer.weight('kernel', 4), options.strides);
  const { height, width } = kernelShape(kernel);
  const spare: Pair = [height - options.strides[0], width - options.strides[1]];
  const convolution = layer.emit({
    type: 'convTranspose2d',
    strides: options.strides,
    cropping: options.padding === 'same' ? halves(spare) : [0, 0, 0, 0],
    groups: 1,
    kernel,
    ...(options.use_bias && { bias: layer.weight('bias') }),
  });
  const { activation } = options;
  return decodeActivation(layer, activation, `${convolution}_${activation}`, convolution);
}

/** A kernel of shape `(height, width, filters, channels)`, at least as long as the strides. */
function fillUp(kernel: Float32Tensor, strides: Pair): Float32Tensor {
  const { height, width, third, last } = kernelShape(kernel);
  if (height >= strides[0] && width >= strides[1]) return kernel;
  const filled: [number, number] = [Math.max(height, strides[0]), Math.max(width, strides[1])];
  const target = zeroTensor('float32', [...filled, third, last]);
  const pixel = third * last;
  for (let row = 0; row < height; row += 1) {
    const values = kernel.data.subarray(row * width * pixel, (row + 1) * width * pixel);
    target.data.set(values, row * filled[1] * pixel);
  }
  return target;
}

/** Of an odd number the larger half comes last, as in `samePadding`. */
function halves([rows, columns]: Pair): Padding {
  return [
    Math.floor(rows / 2),
    Math.ceil(rows / 2),
    Math.floor(columns / 2),
    Math.ceil(columns / 2),
  ];
}

/** The lengths of a kernel's axes; the last two have other meanings in a transposed convolution. */
function kernelShape({
  shape,
}: Float32Tensor): Record<'height' | 'width' | 'third' | 'last', number> {
  const [height, width, third, last] = shape;
  return {
    height: required(height, 'the height of a kernel'),
    width: required(width, 'the width of a kernel'),
    third: required(third, 'the third axis of a kernel'),
    last: required(last, 'the last axis of a kernel'),
  };
}
