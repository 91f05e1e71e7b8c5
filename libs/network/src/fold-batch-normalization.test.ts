import { createRandom } from '@gender/core';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { conv, dense, transposed } from '../test/small-networks.js';
import { foldBatchNormalization } from './fold-batch-normalization.js';
import type { Layer } from './layers/layer-types.js';
import type { BatchNormalizationLayer } from './layers/normalization.js';
import { networkOf } from './network-of.js';

const random = createRandom(5);
const draw = (...shape: number[]): Float32Tensor => {
  const length = shape.reduce((product, axis) => product * axis, 1);
  return tensor(
    'float32',
    shape,
    Float32Array.from({ length }, () => random.next() - 0.5),
  );
};

function normalization(channels: number, input: string): BatchNormalizationLayer {
  const variance = draw(channels);
  return {
    type: 'batchNormalization',
    name: 'bn',
    inputs: [input],
    epsilon: 0.1,
    gamma: draw(channels),
    beta: draw(channels),
    mean: draw(channels),
    variance: { ...variance, data: variance.data.map((value) => value + 1) },
  };
}

/** What a layer with a kernel of one place, or a normalisation, makes of the channels at one place. */
function compute(layer: Layer, x: readonly number[]): number[] {
  if (layer.type === 'batchNormalization') {
    const { gamma, beta, mean, variance, epsilon } = layer;
    return x.map((value, c) => {
      const scaled = (value - mean.data[c]!) / Math.sqrt(variance.data[c]! + epsilon);
      return scaled * (gamma?.data[c] ?? 1) + (beta?.data[c] ?? 0);
    });
  }
  if (!('kernel' in layer)) return expect.fail('has no kernel');
  const groups = layer.type === 'dense' ? 1 : layer.groups;
  const [rows = 1, columns = 1] = layer.kernel.shape.slice(-2);
  const isTransposed = layer.type === 'convTranspose2d';
  const filters = isTransposed ? rows * groups : columns;
  const inputs = x.length / groups;
  return Array.from({ length: filters }, (_, filter) => {
    const group = Math.floor((filter * groups) / filters);
    return x.slice(group * inputs, (group + 1) * inputs).reduce((sum, value, channel) => {
      const place = isTransposed
        ? (filter % rows) * columns + group * inputs + channel
        : channel * columns + filter;
      return sum + value * layer.kernel.data[place]!;
    }, layer.bias?.data[filter] ?? 0);
  });
}

describe('foldBatchNormalization', () => {
  it.each<[string, Layer, number]>([
    ['a convolution', conv({ kernel: draw(1, 1, 4, 6), bias: draw(6) }), 6],
    ['a convolution without bias', conv({ kernel: draw(1, 1, 4, 6), bias: undefined }), 6],
    ['a convolution of groups', conv({ kernel: draw(1, 1, 2, 6), bias: draw(6), groups: 2 }), 6],
    ['a transposed convolution', transposed({ kernel: draw(1, 1, 6, 4), bias: draw(6) }), 6],
    ['one of groups', transposed({ kernel: draw(1, 1, 3, 4), groups: 2 }), 6],
    ['a dense layer', dense({ kernel: draw(4, 5), bias: draw(5) }), 5],
  ])('makes %s compute both', (_, layer, channels) => {
    const bn = normalization(channels, layer.name);
    const folded = foldBatchNormalization(networkOf('small', [2, 2, 4], layer, bn));
    expect(folded.layers).toHaveLength(1);
    expect(folded.output).toBe(layer.name);
    const x = [0.3, -1.2, 2, 0.7];
    const expected = compute(bn, compute(layer, x));
    const found = compute(folded.layers[0]!, x);
    expect(found).toHaveLength(expected.length);
    // Kernel and bias were rounded to float32 once more.
    found.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 6));
  });

  it('folds one after the other, and lets readers read the convolution', () => {
    const folded = foldBatchNormalization(
      networkOf(
        'small',
        [2, 2, 4],
        conv({ kernel: draw(1, 1, 4, 6) }),
        normalization(6, 'conv'),
        { ...normalization(6, 'bn'), name: 'bn2' },
        { type: 'add', name: 'sum', inputs: ['bn2', 'bn2'] },
      ),
    );
    expect(folded.layers.map(({ name, inputs }) => [name, ...inputs])).toEqual([
      ['conv', 'image'],
      ['sum', 'conv', 'conv'],
    ]);
  });

  it('uses 1 and 0 where there is no gamma and beta', () => {
    const bn = { ...normalization(6, 'conv'), gamma: undefined, beta: undefined };
    const layer = conv({ kernel: draw(1, 1, 4, 6), bias: draw(6) });
    const folded = foldBatchNormalization(networkOf('small', [2, 2, 4], layer, bn));
    const x = [1, 2, 3, 4];
    const expected = compute(bn, compute(layer, x));
    compute(folded.layers[0]!, x).forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index]!, 5);
    });
  });

  it.each<[string, Layer[], string]>([
    [
      'whose input others read as well',
      [conv(), normalization(6, 'conv'), { type: 'add', name: 'sum', inputs: ['bn', 'conv'] }],
      'sum',
    ],
    ['whose input is the output', [conv(), normalization(6, 'conv')], 'conv'],
    ['of the input', [normalization(4, 'image'), conv({ inputs: ['bn'] })], 'conv'],
    [
      'after an activation',
      [conv(), { type: 'tanh', name: 'tanh', inputs: ['conv'] }, normalization(6, 'tanh')],
      'bn',
    ],
  ])('leaves a normalisation %s as it is', (_, layers, output) => {
    const network = { ...networkOf('small', [4, 4, 4], ...layers), output };
    expect(foldBatchNormalization(network)).toEqual(network);
  });

  it('leaves the network that it is given unchanged', () => {
    const network = networkOf(
      'small',
      [4, 4, 4],
      conv({ kernel: draw(3, 3, 4, 6) }),
      normalization(6, 'conv'),
    );
    const before = structuredClone(network);
    foldBatchNormalization(network);
    expect(network).toEqual(before);
  });
});
