import { tensor, zeroTensor, type Float32Tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { conv, dense, transposed } from '../test/small-networks.js';
import type { Layer } from './layers/layer-types.js';
import { NetworkError } from './network-error.js';
import { networkOf } from './network-of.js';
import { validateNetwork } from './validate-network.js';

const zeros = (...shape: number[]): Float32Tensor => zeroTensor('float32', shape);
const image = [8, 9, 4];

describe('validateNetwork', () => {
  it('gives back an equal network with the same tensors', () => {
    const network = {
      ...networkOf('small', [4], dense(), { type: 'softmax', name: 'prob', inputs: ['dense'] }),
      classes: ['a', 'b', 'c', 'd', 'e'],
      normalization: { mean: zeros(4) },
    };
    const valid = validateNetwork(network);
    expect(valid).toEqual(network);
    const [first] = valid.layers;
    expect(first?.type === 'dense' && first.kernel).toBe(
      network.layers[0]?.type === 'dense' && network.layers[0].kernel,
    );
  });

  it.each<[string, Layer, string]>([
    [
      'a bias of another length',
      conv({ bias: zeros(5) }),
      'layer "conv" (conv2d) needs bias of shape (6,), found (5,)',
    ],
    [
      'filters that groups do not divide',
      conv({ groups: 4, kernel: zeros(3, 3, 1, 6) }),
      'cannot divide 6 filters into 4 groups',
    ],
    [
      'a bias for the filters of one group only',
      transposed({ groups: 2, bias: zeros(6) }),
      'layer "up" (convTranspose2d) needs bias of shape (12,), found (6,)',
    ],
    [
      'channels that groups do not divide',
      transposed({ groups: 3 }),
      'cannot divide 4 channels into 3 groups',
    ],
    [
      'statistics of other channels',
      {
        type: 'batchNormalization',
        name: 'bn',
        inputs: ['image'],
        epsilon: 0,
        mean: zeros(4),
        variance: zeros(3),
      },
      'layer "bn" (batchNormalization) needs variance of shape (4,), found (3,)',
    ],
    [
      'a gamma for every position',
      {
        type: 'layerNormalization',
        name: 'ln',
        inputs: ['image'],
        epsilon: 0,
        gamma: zeros(8, 9, 4),
      },
      'needs gamma of shape (4,), found (8, 9, 4)',
    ],
  ])('refuses %s', (_, layer, words) => {
    const validate = (): unknown => validateNetwork(networkOf('small', image, layer));
    expect(validate).toThrow(expect.objectContaining({ code: 'NETWORK_WEIGHTS' }));
    expect(validate).toThrow(words);
  });

  it.each<[string, object, string, string]>([
    [
      'two layers of one name',
      { layers: [conv(), conv()] },
      'NETWORK_NAME',
      'has the name of an earlier layer',
    ],
    [
      'a layer with the name of the input',
      { layers: [conv({ name: 'image' })] },
      'NETWORK_NAME',
      'the name of the input',
    ],
    ['an output that does not exist', { output: 'prob' }, 'NETWORK_GRAPH', 'output "prob"'],
    ['the input as output', { output: 'image' }, 'NETWORK_GRAPH', 'output "image"'],
    [
      'too few classes',
      { classes: ['a'] },
      'NETWORK_SHAPE',
      '6 components, but there are names of 1 classes',
    ],
    [
      'the mean of another size',
      { normalization: { mean: zeros(7, 9, 4) } },
      'NETWORK_SHAPE',
      'expected (4,) or (8, 9, 4)',
    ],
    [
      'a negative stride',
      { layers: [conv({ strides: [1, -1] })] },
      'NETWORK_SCHEMA',
      'layer "conv": strides.1: ',
    ],
    [
      'two inputs of a convolution',
      { layers: [conv({ inputs: ['image', 'image'] })] },
      'NETWORK_SCHEMA',
      'layer "conv": inputs: ',
    ],
    [
      'a sum of one',
      { layers: [{ type: 'add', name: 'sum', inputs: ['image'] }] },
      'NETWORK_SCHEMA',
      'layer "sum": inputs: ',
    ],
    [
      'an unknown layer',
      { layers: [{ type: 'lrn', name: 'norm1', inputs: ['image'] }] },
      'NETWORK_SCHEMA',
      'layer "norm1": type: ',
    ],
    ['an unknown field', { layers: [{ ...conv(), stride: 1 }] }, 'NETWORK_SCHEMA', 'stride'],
    [
      'float64 weights',
      { layers: [{ ...conv(), bias: tensor('float64', [6], new Float64Array(6)) }] },
      'NETWORK_SCHEMA',
      'layer "conv": bias: expected a float32 tensor',
    ],
    [
      'weights shorter than their shape',
      {
        layers: [{ ...conv(), bias: { dtype: 'float32', shape: [6], data: new Float32Array(5) } }],
      },
      'NETWORK_SCHEMA',
      'bias',
    ],
    ['a layer without a name', { layers: [{ type: 'relu' }] }, 'NETWORK_SCHEMA', 'layer 0: '],
    [
      'any size where a layer makes a fixed number of values',
      {
        input: { name: 'image', shape: image, anySize: true },
        layers: [conv(), { type: 'flatten', name: 'flat', inputs: ['conv'] }],
        output: 'flat',
      },
      'NETWORK_SHAPE',
      'the input "image" cannot have any size: layer "flat" (flatten) needs one size',
    ],
    [
      'a negative margin',
      { layers: [{ type: 'cropping', name: 'crop', inputs: ['image'], cropping: [0, 0, 0, -1] }] },
      'NETWORK_SCHEMA',
      'layer "crop": cropping.3: ',
    ],
    ['no layers', { layers: [] }, 'NETWORK_SCHEMA', 'layers: '],
  ])('refuses %s', (_, changes, code, words) => {
    const validate = (): unknown =>
      validateNetwork({ ...networkOf('small', image, conv()), ...changes });
    expect(validate).toThrow(expect.objectContaining({ code }));
    expect(validate).toThrow(words);
  });

  it.each([undefined, null, 7, 'network', [], {}, { layers: [null] }])('refuses %j', (value) => {
    expect(() => validateNetwork(value)).toThrow(NetworkError);
  });
});
