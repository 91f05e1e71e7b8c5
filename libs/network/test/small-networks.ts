import { zeroTensor } from '@gender/tensor';
import type { Conv2dLayer, ConvTranspose2dLayer, DenseLayer, Layer } from '../src/layer.js';
import type { Network } from '../src/network.js';

/** A network of the given layers; the last is the output. */
export function networkOf(shape: readonly number[], ...layers: Layer[]): Network {
  return {
    name: 'small',
    input: { name: 'image', shape },
    layers,
    output: layers.at(-1)?.name ?? 'none',
  };
}

/** A convolution `conv` of the image: 3×3, from 4 to 6 channels, no padding. */
export function conv(changes: Partial<Conv2dLayer> = {}): Conv2dLayer {
  return {
    type: 'conv2d',
    name: 'conv',
    inputs: ['image'],
    strides: [1, 1],
    padding: [0, 0, 0, 0],
    dilation: [1, 1],
    groups: 1,
    kernel: zeroTensor('float32', [3, 3, 4, 6]),
    bias: zeroTensor('float32', [6]),
    ...changes,
  };
}

/** A dense layer `dense` of the image, from 4 to 5 units. */
export function dense(changes: Partial<DenseLayer> = {}): DenseLayer {
  return {
    type: 'dense',
    name: 'dense',
    inputs: ['image'],
    kernel: zeroTensor('float32', [4, 5]),
    ...changes,
  };
}

/** A transposed convolution `up` of the image: 3×3, from 4 to 6 channels (for each group), no cropping. */
export function transposed(changes: Partial<ConvTranspose2dLayer> = {}): ConvTranspose2dLayer {
  return {
    type: 'convTranspose2d',
    name: 'up',
    inputs: ['image'],
    strides: [1, 1],
    cropping: [0, 0, 0, 0],
    groups: 1,
    kernel: zeroTensor('float32', [3, 3, 6, 4]),
    ...changes,
  };
}
