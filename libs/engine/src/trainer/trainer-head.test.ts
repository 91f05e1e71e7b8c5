import type { Layer, Network } from '@gender/network';
import { zeroTensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { randomHead } from '../../test/small-head.js';
import { EngineError } from '../engine-error.js';
import { headSpec, readTrainableHead } from './trainer-head.js';

const head = randomHead();

/** The head with some layers replaced, removed (`[]`) or doubled, by name, and linked again. */
function edited(changes: Record<string, (layer: Layer) => Layer[]>): Network {
  const layers = head.layers.flatMap((layer) => changes[layer.name]?.(layer) ?? [layer]);
  const linked = layers.map((layer, index): Layer => ({
    ...layer,
    inputs: [layers[index - 1]?.name ?? 'features'],
  }));
  return { ...head, layers: linked, output: linked.at(-1)!.name };
}

describe('readTrainableHead', () => {
  it('finds the layers, the sizes and the weights of the published form', () => {
    const found = readTrainableHead(head);
    expect(found.dense.map(({ name }) => name)).toEqual(['fc1', 'fc2', 'fc3']);
    expect(found.dropouts.map((layer) => layer?.name)).toEqual(['dropout', 'dropout_1']);
    expect(found.weights).toHaveLength(8);
    expect(headSpec(found, 32, { l2: 1 })).toEqual({
      loss: { l2: 1 },
      positions: 4,
      channels: 8,
      normalizationEpsilon: 1e-3,
      units: [16, 8, 2],
      dropout: [0.5, 0.5],
      batchSize: 32,
    });
  });

  it('takes a head without normalisation, dropout or hidden layers', () => {
    const removed = ['layer_normalization', 'dropout', 'fc2', 'fc2_relu', 'dropout_1'];
    const network = edited({
      ...Object.fromEntries(removed.map((name) => [name, () => []])),
      fc3: (layer) => [{ ...layer, kernel: zeroTensor('float32', [16, 2]) } as Layer],
    });
    expect(headSpec(readTrainableHead(network), 1, {})).toMatchObject({
      normalizationEpsilon: undefined,
      units: [16, 2],
      dropout: [0],
    });
  });

  it('takes a head that reads vectors, with or without flatten', () => {
    const vectors = { ...head, input: { name: 'features', shape: [32] } };
    const layers = edited({ layer_normalization: () => [], flatten: () => [] }).layers;
    expect(headSpec(readTrainableHead({ ...vectors, layers }), 1, {})).toMatchObject({
      positions: 1,
      channels: 32,
    });
    const flattened = edited({ layer_normalization: () => [] }).layers;
    expect(readTrainableHead({ ...vectors, layers: flattened }).dense).toHaveLength(3);
  });

  it.each<[string, Network, string]>([
    [
      'another activation',
      edited({ fc1_relu: ({ name, inputs }) => [{ type: 'tanh', name, inputs }] }),
      'layer "fc1_relu" (tanh) stands where softmax is expected',
    ],
    [
      'a leaking ReLU',
      edited({ fc2_relu: (layer) => [{ ...layer, negativeSlope: 0.1 } as Layer] }),
      'layer "fc2_relu" (relu) has the slope 0.1',
    ],
    [
      'no flatten',
      edited({
        flatten: () => [],
        fc1: ({ name, inputs }) => [
          { type: 'dense', name, inputs, kernel: zeroTensor('float32', [8, 16]) },
        ],
      }),
      'layer "fc1" (dense) stands where flatten is expected',
    ],
    [
      'a dense layer without a bias',
      edited({ fc2: (layer) => [{ ...layer, bias: undefined } as Layer] }),
      'layer "fc2" (dense) has no bias',
    ],
    [
      'a normalisation without gamma',
      edited({ layer_normalization: (layer) => [{ ...layer, gamma: undefined } as Layer] }),
      'layer "layer_normalization" (layerNormalization) has no gamma',
    ],
    ['no softmax', edited({ softmax: () => [] }), 'ends where softmax is expected'],
    [
      'something behind the softmax',
      edited({
        softmax: (layer) => [layer, { type: 'sigmoid', name: 'extra', inputs: [] }],
      }),
      'layer "extra" (sigmoid) stands behind the softmax',
    ],
    [
      'an output in the middle',
      { ...head, output: 'fc2' },
      'layer "softmax" (softmax) is not the output, "fc2" is',
    ],
    [
      'a layer that skips another',
      {
        ...head,
        layers: head.layers.map((layer) =>
          layer.name === 'dropout_1' ? { ...layer, inputs: ['fc2'] } : layer,
        ),
      },
      'layer "dropout_1" (dropout) reads "fc2" instead of "fc2_relu"',
    ],
    [
      'weights that do not fit',
      edited({ fc3: (layer) => [{ ...layer, bias: zeroTensor('float32', [3]) } as Layer] }),
      'layer "fc3"',
    ],
  ])('refuses %s and names the layer', (_, network, words) => {
    let thrown: unknown;
    try {
      readTrainableHead(network);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(EngineError);
    expect(thrown).toMatchObject({
      code: 'ENGINE_HEAD',
      message: expect.stringContaining(words) as string,
    });
  });
});
