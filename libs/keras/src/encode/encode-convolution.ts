import type { Conv2dLayer, ConvTranspose2dLayer, Padding, Pair } from '@gender/network';
import {
  channelsLast,
  kernelOptions,
  sides,
  type EncodedLayer,
  type Surroundings,
} from './encoded-layer.js';
import { KerasError } from '../keras-error.js';
import { paddingMode } from '../padding/padding-mode.js';
import { dilatedWindow } from '../padding/same-padding.js';
import { joinGroups } from './join-groups.js';

/** Padding that is neither `same` nor `valid` becomes a layer before the convolution. */
export function encodeConv2d(
  target: string,
  layer: Conv2dLayer,
  around: Surroundings,
): EncodedLayer[] {
  requireOneOf(target, layer);
  const [height = 1, width = 1, , filters = 0] = layer.kernel.shape;
  const window = dilatedWindow([height, width], layer.dilation);
  const mode = paddingMode(layer.padding, around.input, window, layer.strides);
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
      ...kernelOptions(layer, around),
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
export function encodeConvTranspose2d(
  layer: ConvTranspose2dLayer,
  around: Surroundings,
): EncodedLayer[] {
  const kernel = joinGroups(layer.kernel, layer.groups);
  const [height = 1, width = 1, filters = 0] = kernel.shape;
  const convolution: EncodedLayer = {
    className: 'Conv2DTranspose',
    options: {
      filters,
      kernel_size: [height, width],
      strides: layer.strides,
      padding: 'valid',
      ...channelsLast,
      ...kernelOptions(layer, around),
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
