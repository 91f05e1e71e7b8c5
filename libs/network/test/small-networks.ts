import { zeroTensor } from '@gender/tensor';
import { conv2d, dense as createDense } from '../src/index.js';
import type { Conv2dLayer, ConvTranspose2dLayer, DenseLayer } from '../src/index.js';

/** A convolution `conv` of the image: 3×3, from 4 to 6 channels, no padding. */
export function conv(changes: Partial<Conv2dLayer> = {}): Conv2dLayer {
  const kernel = zeroTensor('float32', [3, 3, 4, 6]);
  return { ...conv2d('conv', 'image', { kernel, bias: zeroTensor('float32', [6]) }), ...changes };
}

/** A dense layer `dense` of the image, from 4 to 5 units. */
export function dense(changes: Partial<DenseLayer> = {}): DenseLayer {
  const kernel = zeroTensor('float32', [4, 5]);
  return { ...createDense('dense', 'image', { kernel }), ...changes };
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
