import type { Padding, Pair } from '@gender/network';

/**
 * The rows and columns of zeros that `padding='same'` means: as many outputs as strides fit the
 * input, and of an odd number of zeros the larger half after it (TensorFlow's documentation of
 * `tf.nn.convolution`).
 *
 * @param size - height and width of the input
 * @param window - of the kernel or pool; with a dilation, what it spans
 */
export function samePadding(size: Pair, window: Pair, strides: Pair): Padding {
  const [top, bottom] = alongAxis(size[0], window[0], strides[0]);
  const [left, right] = alongAxis(size[1], window[1], strides[1]);
  return [top, bottom, left, right];
}

/** What a dilated window of `kernel` taps spans. */
export function dilatedWindow(kernel: Pair, dilation: Pair): Pair {
  return [(kernel[0] - 1) * dilation[0] + 1, (kernel[1] - 1) * dilation[1] + 1];
}

function alongAxis(size: number, window: number, stride: number): Pair {
  const outputs = Math.ceil(size / stride);
  const zeros = Math.max(0, (outputs - 1) * stride + window - size);
  return [Math.floor(zeros / 2), Math.ceil(zeros / 2)];
}
