import { createRandom, type Random } from '@gender/core';
import { conv2d, networkOf, relu, type Network } from '@gender/network';
import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';

/** A backbone of two layers, `(8, 8, 3)` → `(4, 4, 5)`, with a mean and seeded weights. */
export function tinyBackbone(seed = 1): Network {
  const random = createRandom(seed);
  const network = networkOf(
    'tiny',
    [8, 8, 3],
    conv2d('conv1', 'input', {
      strides: [2, 2],
      padding: [0, 1, 0, 1],
      kernel: samples(random, [3, 3, 3, 5]),
      bias: samples(random, [5]),
    }),
    relu('conv1_relu', 'conv1'),
  );
  const mean = tensor('float32', [3], new Float32Array([120, 110, 100]));
  return { ...network, normalization: { mean } };
}

function samples(random: Random, shape: readonly number[]): Float32Tensor {
  const data = Float32Array.from({ length: elementCount(shape) }, () => random.normal());
  return tensor('float32', shape, data);
}
