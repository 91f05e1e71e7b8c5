import type { Padding, Pair } from '@gender/network';
import { zeroTensor, type Float32Tensor } from '@gender/tensor';
import { addActivation } from './convert-activation.js';
import { conv2dConfig, conv2dTransposeConfig } from './layer-config.js';
import type { LayerContext } from './layer-context.js';
import { resolvePadding } from '../padding/padding-mode.js';
import { dilatedWindow } from '../padding/same-padding.js';

export function convertConv2d(layer: LayerContext): string {
  const options = layer.parse(conv2dConfig);
  const kernel = layer.weight('kernel');
  const [height = 1, width = 1] = kernel.shape;
  const window = dilatedWindow([height, width], options.dilation_rate);
  const convolution = layer.emit({
    type: 'conv2d',
    strides: options.strides,
    padding: resolvePadding(options.padding, layer.inputShape(), window, options.strides),
    dilation: options.dilation_rate,
    groups: options.groups,
    kernel,
    ...(options.use_bias && { bias: layer.weight('bias') }),
  });
  return addActivation(
    layer,
    options.activation,
    `${convolution}_${options.activation}`,
    convolution,
  );
}

/**
 * `same` cuts the output to as many rows and columns as strides times the input; a kernel shorter
 * than the strides becomes one of their length, filled up with zeros.
 */
export function convertConv2dTranspose(layer: LayerContext): string {
  const options = layer.parse(conv2dTransposeConfig);
  const kernel = fillUp(layer.weight('kernel'), options.strides);
  const [height = 0, width = 0] = kernel.shape;
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
  return addActivation(layer, activation, `${convolution}_${activation}`, convolution);
}

/** A kernel of shape `(height, width, filters, channels)`, at least as long as the strides. */
function fillUp(kernel: Float32Tensor, strides: Pair): Float32Tensor {
  const [height = 0, width = 0, ...rest] = kernel.shape;
  if (height >= strides[0] && width >= strides[1]) return kernel;
  const filled: [number, number] = [Math.max(height, strides[0]), Math.max(width, strides[1])];
  const target = zeroTensor('float32', [...filled, ...rest]);
  const pixel = rest.reduce((product, length) => product * length, 1);
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
