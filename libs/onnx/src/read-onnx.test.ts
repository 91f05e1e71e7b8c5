import { createRandom, memorySource } from '@gender/core';
import {
  conv2d,
  dense,
  inferShapes,
  maxPool,
  networkOf,
  relu,
  type Layer,
  type LayerType,
  type Network,
} from '@gender/network';
import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { readOnnx } from './read-onnx.js';
import { toOnnx } from './to-onnx.js';

const random = createRandom(1);
const weights = (...shape: number[]): Float32Tensor =>
  tensor(
    'float32',
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => random.normal()),
  );
const base = { name: 'layer', inputs: ['image'] };
const twice = { name: 'layer', inputs: ['image', 'image'] };
const window = { poolSize: [2, 3], strides: [2, 1], padding: [1, 0, 2, 0] } as const;
const norms = { epsilon: 0.5, gamma: weights(4), beta: weights(4) };

/** Layers of every type over a map `(6, 8, 4)`; numbers are such as 32 bits hold exactly. */
const layers: Record<LayerType, readonly Layer[]> = {
  conv2d: [
    conv2d('layer', 'image', { kernel: weights(3, 2, 4, 6) }),
    conv2d('layer', 'image', {
      kernel: weights(3, 2, 2, 6),
      bias: weights(6),
      strides: [2, 1],
      padding: [1, 2, 3, 4],
      dilation: [1, 2],
      groups: 2,
    }),
  ],
  convTranspose2d: [
    {
      ...base,
      type: 'convTranspose2d',
      strides: [2, 3],
      cropping: [1, 0, 2, 1],
      groups: 2,
      kernel: weights(3, 5, 7, 4),
      bias: weights(14),
    },
  ],
  dense: [
    dense('layer', 'image', { kernel: weights(4, 5) }),
    dense('layer', 'image', { kernel: weights(4, 5), bias: weights(5) }),
  ],
  maxPool: [maxPool('layer', 'image', window)],
  averagePool: [{ ...base, type: 'averagePool', ...window }],
  upSampling: [
    { ...base, type: 'upSampling', size: [2, 3], interpolation: 'nearest' },
    { ...base, type: 'upSampling', size: [2, 3], interpolation: 'bilinear' },
  ],
  globalMaxPool: [{ ...base, type: 'globalMaxPool' }],
  globalAveragePool: [{ ...base, type: 'globalAveragePool' }],
  relu: [relu('layer', 'image'), relu('layer', 'image', 0.25)],
  prelu: [{ ...base, type: 'prelu', alpha: weights(4) }],
  sigmoid: [{ ...base, type: 'sigmoid' }],
  tanh: [{ ...base, type: 'tanh' }],
  exponential: [{ ...base, type: 'exponential' }],
  softplus: [{ ...base, type: 'softplus' }],
  softsign: [{ ...base, type: 'softsign' }],
  elu: [
    { ...base, type: 'elu', alpha: 1 },
    { ...base, type: 'elu', alpha: 0.5 },
  ],
  selu: [{ ...base, type: 'selu' }],
  swish: [{ ...base, type: 'swish' }],
  mish: [{ ...base, type: 'mish' }],
  gelu: [
    { ...base, type: 'gelu', approximate: false },
    { ...base, type: 'gelu', approximate: true },
  ],
  hardSigmoid: [{ ...base, type: 'hardSigmoid', slope: 0.25 }],
  clip: [
    { ...base, type: 'clip', min: 0, max: 6 },
    { ...base, type: 'clip', min: -1 },
    { ...base, type: 'clip', max: 1 },
  ],
  thresholdedRelu: [{ ...base, type: 'thresholdedRelu', threshold: 2 }],
  rescaling: [{ ...base, type: 'rescaling', scale: 0.5, offset: -1 }],
  softmax: [{ ...base, type: 'softmax' }],
  dropout: [],
  flatten: [{ ...base, type: 'flatten' }],
  reshape: [
    { ...base, type: 'reshape', shape: [48, 4] },
    { ...base, type: 'reshape', shape: [4, 3, 16] },
  ],
  permute: [{ ...base, type: 'permute', axes: [2, 0, 1] }],
  zeroPadding: [{ ...base, type: 'zeroPadding', padding: [1, 2, 3, 4] }],
  cropping: [{ ...base, type: 'cropping', cropping: [1, 2, 3, 0] }],
  batchNormalization: [
    { ...base, type: 'batchNormalization', ...norms, mean: weights(4), variance: weights(4) },
  ],
  layerNormalization: [{ ...base, type: 'layerNormalization', ...norms }],
  localResponseNormalization: [3, 4].map((size) => ({
    ...base,
    type: 'localResponseNormalization',
    size,
    alpha: 0.5,
    beta: 0.75,
    kappa: 2,
  })),
  unitNormalization: [{ ...base, type: 'unitNormalization' }],
  add: [
    { ...twice, type: 'add' },
    { ...base, inputs: ['image', 'image', 'image'], type: 'add' },
  ],
  subtract: [{ ...twice, type: 'subtract' }],
  multiply: [{ ...twice, type: 'multiply' }],
  maximum: [{ ...twice, type: 'maximum' }],
  minimum: [{ ...twice, type: 'minimum' }],
  concatenate: [{ ...twice, type: 'concatenate' }],
};

const roundTrip = (network: Network): Promise<Network> =>
  readOnnx(memorySource(toOnnx(network), 'written.onnx'));

describe('a network that was written as ONNX is read as it was', () => {
  const table = Object.entries(layers).flatMap(([type, list]) =>
    list.map((layer, index) => [`${type} ${index}`, layer] as const),
  );

  it.each(table)('with a layer of type %s', async (_, layer) => {
    const network = networkOf('one', [6, 8, 4], layer);
    expect(await roundTrip(network)).toEqual(network);
  });

  it.each(table)('with a layer of type %s between convolutions', async (_, layer) => {
    const input = { name: 'image', shape: [6, 8, 4] };
    const before = conv2d('before', 'image', { kernel: weights(1, 1, 4, 4) });
    const inner = { ...layer, inputs: layer.inputs.map(() => 'before') };
    const shape = inferShapes(networkOf('two', [6, 8, 4], before, inner)).get('layer')!;
    const after: Layer =
      shape.length === 3
        ? conv2d('after', 'layer', { kernel: weights(1, 1, shape[2]!, 3) })
        : dense('after', 'layer', { kernel: weights(shape.at(-1)!, 3) });
    const network: Network = {
      name: 'three',
      input,
      layers: [before, inner, after],
      output: 'after',
    };
    expect(await roundTrip(network)).toEqual(network);
  });

  it('without dropout, with the names of its classes', async () => {
    const network: Network = {
      ...networkOf(
        'head',
        [2, 3, 4],
        { type: 'flatten', name: 'flatten', inputs: ['image'] },
        { type: 'dropout', name: 'dropout', inputs: ['flatten'], rate: 0.5 },
        dense('fc', 'dropout', { kernel: weights(24, 2), bias: weights(2) }),
        { type: 'softmax', name: 'prob', inputs: ['fc'] },
      ),
      classes: ['a', 'b'],
    };
    const [flatten, , fc, prob] = network.layers;
    expect(await roundTrip(network)).toEqual({
      ...network,
      layers: [flatten, { ...fc, inputs: ['flatten'] }, prob],
    });
  });
});
