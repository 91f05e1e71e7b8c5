import { required } from '@gender/core';
import type { Padding, Pair } from '@gender/network';
import { tensor, zeroTensor, type Float32Tensor } from '@gender/tensor';
import * as z from 'zod';
import type { DecodeContext } from '../decode/decode-context.js';
import { dilatedWindow } from '../padding/same-padding.js';
import { decodeCarried } from './activation.js';
import { activation, channelsLastOnly, paddingMode, pair } from './config-fields.js';

const window = {
  strides: pair.default([1, 1]),
  padding: paddingMode,
  use_bias: z.boolean().default(true),
  activation,
  data_format: channelsLastOnly,
};

const conv2dConfig = z.object({
  ...window,
  dilation_rate: pair.default([1, 1]),
  groups: z.int().positive().default(1),
});

const conv2dTransposeConfig = z.object({
  ...window,
  output_padding: z.null().optional(),
  dilation_rate: z.union([z.literal(1), z.tuple([z.literal(1), z.literal(1)])]).optional(),
  groups: z.literal(1).optional(),
});

type Conv2dConfig = z.output<typeof conv2dConfig>;

export function decodeConv2d(layer: DecodeContext): string {
  const options = layer.parse(conv2dConfig);
  const { name } = layer.entry;
  const kernel = layer.weight('kernel', 4);
  const convolution = emitConvolution(layer, options, { name, kernel, ...biasOf(layer, options) });
  return decodeCarried(layer, options.activation, convolution);
}

/** Every channel by itself: as many groups as channels. */
export function decodeDepthwiseConv2d(layer: DecodeContext): string {
  const options = layer.parse(conv2dConfig);
  const { name } = layer.entry;
  const { kernel, groups } = depthwise(layer.weight('depthwise_kernel', 4));
  const weights = { name, kernel, ...biasOf(layer, options) };
  const convolution = emitConvolution(layer, { ...options, groups }, weights);
  return decodeCarried(layer, options.activation, convolution);
}

/** Every channel by itself, then all of them at each place. */
export function decodeSeparableConv2d(layer: DecodeContext): string {
  const options = layer.parse(conv2dConfig);
  const { name } = layer.entry;
  const { kernel, groups } = depthwise(layer.weight('depthwise_kernel', 4));
  const apart = emitConvolution(
    layer,
    { ...options, groups },
    { name: `${name}_depthwise`, kernel },
  );
  const pointwise = layer.emit(
    {
      type: 'conv2d',
      strides: [1, 1],
      padding: [0, 0, 0, 0],
      dilation: [1, 1],
      groups: 1,
      kernel: layer.weight('pointwise_kernel', 4),
      ...biasOf(layer, options),
    },
    name,
    [apart],
  );
  return decodeCarried(layer, options.activation, pointwise);
}

/**
 * `same` cuts the output to as many rows and columns as strides times the input; a kernel shorter
 * than the strides becomes one of their length, filled up with zeros.
 */
export function decodeConv2dTranspose(layer: DecodeContext): string {
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
    ...biasOf(layer, options),
  });
  return decodeCarried(layer, options.activation, convolution);
}

function emitConvolution(
  layer: DecodeContext,
  { strides, padding, dilation_rate: dilation, groups }: Conv2dConfig,
  { name, ...weights }: { name: string; kernel: Float32Tensor; bias?: Float32Tensor },
): string {
  const { height, width } = kernelShape(weights.kernel);
  const window = dilatedWindow([height, width], dilation);
  return layer.emit(
    {
      type: 'conv2d',
      strides,
      padding: layer.resolvePadding(padding, window, strides),
      dilation,
      groups,
      ...weights,
    },
    name,
  );
}

function biasOf(layer: DecodeContext, options: { use_bias: boolean }): { bias?: Float32Tensor } {
  return options.use_bias ? { bias: layer.weight('bias') } : {};
}

/** A kernel `(height, width, channels, multiplier)` as that of as many groups as channels. */
function depthwise(kernel: Float32Tensor): { kernel: Float32Tensor; groups: number } {
  const { height, width, third: groups, last } = kernelShape(kernel);
  return { kernel: tensor('float32', [height, width, 1, groups * last], kernel.data), groups };
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
export function kernelShape({
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
