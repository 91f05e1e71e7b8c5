import { dense, networkOf, relu, type Layer, type Network } from '@gender/network';
import { tensor, zeroTensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { outputKind, withProbabilities } from './output-probabilities.js';

const last = (type: 'softmax' | 'sigmoid', input = 'fc'): Layer => ({
  type,
  name: type,
  inputs: [input],
});
const logits = (units: number, ...layers: Layer[]): Network =>
  networkOf(
    'head',
    [3],
    dense('fc', 'input', {
      kernel: zeroTensor('float32', [3, units]),
      bias: zeroTensor('float32', [units]),
    }),
    ...layers,
  );
const typesOf = ({ layers }: Network): string[] => layers.map(({ type }) => type);

describe('outputKind', () => {
  it.each<[string, Network, string]>([
    ['a softmax over all classes', logits(4, last('softmax')), 'probabilities'],
    ['one sigmoid', logits(1, last('sigmoid')), 'probability'],
    ['logits', logits(2), 'scores'],
    ['one logit', logits(1), 'scores'],
    ['what a ReLU leaves', logits(2, relu('relu', 'fc')), 'scores'],
    [
      'a softmax behind which a dropout stands',
      logits(2, last('softmax'), { type: 'dropout', name: 'drop', inputs: ['softmax'], rate: 0.5 }),
      'probabilities',
    ],
    [
      'a softmax at one position, flattened',
      networkOf('map', [1, 1, 2], last('softmax', 'input'), { type: 'flatten', name: 'flat', inputs: ['softmax'] }), // prettier-ignore
      'probabilities',
    ],
  ])('of %s', (_, network, kind) => {
    expect(outputKind('model.h5', network)).toBe(kind);
  });

  it.each<[string, Network, string, RegExp]>([
    ['several sigmoids', logits(3, last('sigmoid')), 'CLASSIFIER_OUTPUTS', /ends in 3 sigmoids/],
    ['a softmax over one', logits(1, last('softmax')), 'CLASSIFIER_OUTPUTS', /over 1 of 1 outputs/],
    [
      'a softmax at each of four positions',
      networkOf('map', [2, 2, 2], last('softmax', 'input'), { type: 'flatten', name: 'flat', inputs: ['softmax'] }), // prettier-ignore
      'CLASSIFIER_OUTPUTS',
      /a softmax over 2 of 8 outputs/,
    ],
    [
      'a map of features',
      networkOf('map', [2, 2, 3], relu('relu', 'input')),
      'CLASSIFIER_MODEL',
      /outputs of shape \(2, 2, 3\)/,
    ],
  ])('refuses %s', (_, network, code, words) => {
    expect(() => outputKind('model.h5', network)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(words) as string }),
    );
    expect(() => outputKind('model.h5', network)).toThrow(/model\.h5/);
  });
});

describe('withProbabilities', () => {
  it('leaves probabilities alone', () => {
    const network = logits(2, last('softmax'));
    expect(withProbabilities(network, 'probabilities')).toBe(network);
  });

  it.each<[string, Network, Parameters<typeof withProbabilities>[1], string[]]>([
    ['logits', logits(3), 'scores', ['dense', 'softmax']],
    ['one logit', logits(1), 'scores', ['dense', 'sigmoid', 'dense']],
    ['one probability', logits(1, last('sigmoid')), 'probability', ['dense', 'sigmoid', 'dense']],
  ])('makes one for each class of %s', (_, network, kind, types) => {
    const whole = withProbabilities(network, kind);
    expect(typesOf(whole)).toEqual(types);
    expect(whole.output).toBe(whole.layers.at(-1)?.name);
    expect(whole.layers.slice(0, network.layers.length)).toEqual(network.layers);
  });

  it('makes (1 − p, p) of one probability p', () => {
    const { layers } = withProbabilities(logits(1, last('sigmoid')), 'probability');
    expect(layers.at(-1)).toMatchObject({
      inputs: ['sigmoid'],
      kernel: tensor('float32', [1, 2], Float32Array.of(-1, 1)),
      bias: tensor('float32', [2], Float32Array.of(1, 0)),
    });
  });
});
