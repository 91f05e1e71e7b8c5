import { tensor, type Float32Tensor } from '@gender/tensor';

/**
 * The windows of a local response normalisation as the kernel of a 1 × 1 convolution, which then
 * sums over them; for software whose own operator knows no windows of even size.
 *
 * @param size - of the window, as `LocalResponseNormalizationLayer` defines it
 * @returns shape `(1, 1, channels, channels)`: 1 where the window of the second channel holds the first
 */
export function channelWindow(size: number, channels: number): Float32Tensor {
  const before = Math.floor((size - 1) / 2);
  const kernel = new Float32Array(channels * channels);
  for (let output = 0; output < channels; output += 1) {
    const end = Math.min(channels, output - before + size);
    for (let input = Math.max(0, output - before); input < end; input += 1) {
      kernel[input * channels + output] = 1;
    }
  }
  return tensor('float32', [1, 1, channels, channels], kernel);
}
