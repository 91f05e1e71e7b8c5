import { createRandom, type Random } from '@gender/core';
import type { Network } from '@gender/network';
import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';

/** A backbone of two layers, `(8, 8, 3)` → `(4, 4, 5)`, with a mean and seeded weights. */
export function tinyBackbone(seed = 1): Network {
  const random = createRandom(seed);
  return {
    name: 'tiny',
    input: { name: 'input', shape: [8, 8, 3] },
    layers: [
      {
        type: 'conv2d',
        name: 'conv1',
        inputs: ['input'],
        strides: [2, 2],
        padding: [0, 1, 0, 1],
        dilation: [1, 1],
        groups: 1,
        kernel: samples(random, [3, 3, 3, 5]),
        bias: samples(random, [5]),
      },
      { type: 'relu', name: 'conv1_relu', inputs: ['conv1'], negativeSlope: 0 },
    ],
    output: 'conv1_relu',
    normalization: { mean: tensor('float32', [3], new Float32Array([120, 110, 100])) },
  };
}

function samples(random: Random, shape: readonly number[]): Float32Tensor {
  const data = Float32Array.from({ length: elementCount(shape) }, () => random.normal());
  return tensor('float32', shape, data);
}
