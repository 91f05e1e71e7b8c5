import { required } from '@gender/core';
import type { Padding, Pair, Shape } from '@gender/network';
import { samePadding } from './same-padding.js';

/**
 * Keras' word for a padding; `undefined` where it has none.
 *
 * @param input - shape of the input without the batch axis
 * @param window - of the kernel or pool; with a dilation, what it spans
 */
export function paddingMode(
  padding: Padding,
  input: Shape,
  window: Pair,
  strides: Pair,
): 'valid' | 'same' | undefined {
  if (padding.every((side) => side === 0)) return 'valid';
  const same = samePadding(sizeOf(input), window, strides);
  return same.every((side, index) => side === padding[index]) ? 'same' : undefined;
}

/** The padding that Keras' word means for an input of a shape. */
export function resolvePadding(
  mode: 'same' | 'valid',
  input: Shape,
  window: Pair,
  strides: Pair,
): Padding {
  return mode === 'valid' ? [0, 0, 0, 0] : samePadding(sizeOf(input), window, strides);
}

/** The rows and columns of a feature map. */
export function sizeOf([height, width]: Shape): Pair {
  return [required(height, 'the height of a feature map'), required(width, 'its width')];
}
