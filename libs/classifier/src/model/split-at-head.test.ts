import { dense, networkOf, relu, type Layer, type Network } from '@gender/network';
import { tensor, zeroTensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { ClassifierError } from '../classifier-error.js';
import { splitAtHead } from './split-at-head.js';

const fullyConnected = (name: string, input: string, inputs: number, units: number): Layer =>
  dense(name, input, {
    kernel: zeroTensor('float32', [inputs, units]),
    bias: zeroTensor('float32', [units]),
  });
const normalization = (name: string, input: string, channels: number): Layer => ({
  ...{ type: 'layerNormalization', name, inputs: [input], epsilon: 1e-3 },
  gamma: tensor('float32', [channels], new Float32Array(channels).fill(1)),
  beta: zeroTensor('float32', [channels]),
});
const flatten = (input: string): Layer => ({ type: 'flatten', name: 'flatten', inputs: [input] });
const pool = (input: string): Layer => ({
  type: 'globalAveragePool',
  name: 'pool',
  inputs: [input],
});
const softmax = (input: string): Layer => ({ type: 'softmax', name: 'softmax', inputs: [input] });

/** Of pictures of `(2, 2, 3)`: `relu`, and what follows it. */
const classifier = (...layers: Layer[]): Network => {
  const network = networkOf('all', [2, 2, 3], relu('relu', 'input'), ...layers);
  return { ...network, classes: ['a', 'b'] };
};
const namesOf = ({ layers }: Network): string[] => layers.map(({ name }) => name);

describe('splitAtHead', () => {
  it.each<[string, Network, string[], number[]]>([
    [
      'at the last LayerNormalization',
      classifier(normalization('norm', 'relu', 3), flatten('norm'), fullyConnected('fc', 'flatten', 12, 2), softmax('fc')), // prettier-ignore
      ['norm', 'flatten', 'fc', 'softmax'],
      [2, 2, 3],
    ],
    [
      'at the Flatten where nothing is normalised',
      classifier(flatten('relu'), fullyConnected('fc', 'flatten', 12, 2), softmax('fc')),
      ['flatten', 'fc', 'softmax'],
      [2, 2, 3],
    ],
    [
      'at the first dense layer behind a pooling',
      classifier(pool('relu'), fullyConnected('fc', 'pool', 3, 2), softmax('fc')),
      ['fc', 'softmax'],
      [3],
    ],
    [
      'at a LayerNormalization of a vector',
      classifier(pool('relu'), normalization('norm', 'pool', 3), fullyConnected('fc', 'norm', 3, 2), softmax('fc')), // prettier-ignore
      ['norm', 'fc', 'softmax'],
      [3],
    ],
    [
      'before the Flatten where a LayerNormalization belongs to the backbone',
      classifier(normalization('norm', 'relu', 3), relu('after', 'norm'), pool('after'), fullyConnected('fc', 'pool', 3, 2)), // prettier-ignore
      ['fc'],
      [3],
    ],
  ])('cuts %s', (_, network, head, shape) => {
    const split = splitAtHead('model.h5', network);
    expect(namesOf(split.head)).toEqual(head);
    expect(split.head.input).toEqual({ name: 'features', shape });
    expect(split.head.layers[0]?.inputs).toEqual(['features']);
    expect(split.head.output).toBe(network.output);
    expect(split.head.classes).toEqual(['a', 'b']);
    expect([...namesOf(split.backbone), ...head]).toEqual(namesOf(network));
    expect(split.backbone.output).toBe(network.layers[namesOf(split.backbone).length - 1]?.name);
  });

  it.each<[string, Network]>([
    ['no layer begins a head', classifier(pool('relu'))],
    [
      'the head reads the picture itself',
      networkOf('all', [12], fullyConnected('fc', 'input', 12, 2), softmax('fc')),
    ],
    [
      'the head reads two layers of the backbone',
      classifier(
        pool('relu'),
        fullyConnected('fc', 'pool', 3, 3),
        { type: 'add', name: 'sum', inputs: ['fc', 'pool'] },
        relu('last', 'sum'),
      ),
    ],
  ])('refuses a network where %s', (_, network) => {
    const splitting = (): unknown => splitAtHead('model.h5', network);
    expect(splitting).toThrow(ClassifierError);
    expect(splitting).toThrow(/^model\.h5 is not a transfer model/);
  });
});
