import { conv2d, dense, networkOf, type Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';

/** A tensor of numbers that are all different. */
export function ramp(...shape: number[]): Float32Tensor {
  const length = shape.reduce((product, axis) => product * axis, 1);
  return tensor(
    'float32',
    shape,
    Float32Array.from({ length }, (_, index) => index / 64 - 1),
  );
}

/** A branch, every kind of weight, class names and a normalisation. */
export const exampleNetwork: Network = {
  ...networkOf(
    'example',
    [6, 6, 3],
    conv2d('conv', 'image', { padding: [1, 1, 1, 1], kernel: ramp(3, 3, 3, 4), bias: ramp(4) }),
    {
      type: 'batchNormalization',
      name: 'normalization',
      inputs: ['conv'],
      epsilon: 1e-3,
      gamma: ramp(4),
      mean: ramp(4),
      variance: ramp(4),
    },
    { type: 'add', name: 'sum', inputs: ['conv', 'normalization'] },
    { type: 'globalAveragePool', name: 'pool', inputs: ['sum'] },
    dense('fc', 'pool', { kernel: ramp(4, 2) }),
  ),
  classes: ['a', 'ü'],
  normalization: { mean: ramp(6, 6, 3), interpolation: 'bicubic' },
};
