import { createHead, type TransferModel } from '@gender/classifier';
import { createRandom, type Random } from '@gender/core';
import { conv2d, maxPool, networkOf, relu, type Network } from '@gender/network';
import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';

const classes = ['Female', 'Male'];

/** A transfer model of 16×16 pictures with drawn weights: one convolution, one hidden layer. */
export function tinyModel(): TransferModel {
  const random = createRandom(7);
  const backbone = tinyBackbone(random);
  const mean = tensor('float32', [3], Float32Array.of(129, 104, 93));
  return {
    backbone: { ...backbone, normalization: { mean } },
    head: createHead({ inputShape: [8, 8, 4], classes, random, hiddenUnits: [8] }),
    preprocessing: {
      mode: 'network',
      mean,
      height: 16,
      width: 16,
      resampling: 'bilinear',
      exif: 'apply',
    },
    classes,
  };
}

/** `(16, 16, 3)` to `(8, 8, 4)`. */
function tinyBackbone(random: Random): Network {
  return networkOf(
    'tiny',
    [16, 16, 3],
    conv2d('conv1', 'image', {
      padding: [1, 1, 1, 1],
      kernel: drawn(random, [3, 3, 3, 4]),
      bias: drawn(random, [4]),
    }),
    relu('conv1_relu', 'conv1'),
    maxPool('pool1', 'conv1_relu'),
  );
}

function drawn(random: Random, shape: readonly number[]): Float32Tensor {
  const values = Float32Array.from({ length: elementCount(shape) }, () => random.normal() / 10);
  return tensor('float32', shape, values);
}
