import { zeroTensor, type Float32Tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { conv, dense, transposed } from '../test/small-networks.js';
import { relu } from './layers/activations.js';
import { inferShapes } from './infer-shapes.js';
import type { Layer } from './layers/layer-types.js';
import { NetworkError } from './network-error.js';
import { networkOf } from './network-of.js';

const inputs = ['image'];
const name = 'layer';
const weights = (...shape: number[]): Float32Tensor => zeroTensor('float32', shape);
const outputShape = (input: readonly number[], ...layers: Layer[]): readonly number[] | undefined =>
  inferShapes(networkOf('small', input, ...layers)).get(layers.at(-1)?.name ?? '');

describe('inferShapes', () => {
  // Every row by the formula floor((size + padding − dilation·(kernel − 1) − 1) / stride) + 1.
  it.each<[string, readonly number[], Layer, readonly number[]]>([
    ['a convolution', [8, 9, 4], conv(), [6, 7, 6]],
    ['strides', [8, 9, 4], conv({ strides: [2, 3] }), [3, 3, 6]],
    ['asymmetric padding', [8, 9, 4], conv({ padding: [1, 0, 2, 3] }), [7, 12, 6]],
    ['dilation', [8, 9, 4], conv({ dilation: [2, 3] }), [4, 3, 6]],
    ['groups', [8, 9, 8], conv({ groups: 2 }), [6, 7, 6]],
    // strides · (length − 1) + kernel − cropping
    ['a transposed convolution', [8, 9, 4], transposed(), [10, 11, 6]],
    ['strides of a transposed one', [8, 9, 4], transposed({ strides: [2, 3] }), [17, 27, 6]],
    ['its cropping', [8, 9, 4], transposed({ cropping: [1, 0, 2, 3] }), [9, 6, 6]],
    ['its groups', [8, 9, 4], transposed({ groups: 2 }), [10, 11, 12]],
    ['a dense layer of a vector', [4], dense(), [5]],
    ['a dense layer of a map', [2, 3, 4], dense(), [2, 3, 5]],
    [
      'a pool whose last window does not fit',
      [7, 7, 4],
      { type: 'maxPool', name, inputs, poolSize: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0] },
      [3, 3, 4],
    ],
    [
      'a pool with padding after the map only',
      [7, 6, 4],
      {
        type: 'averagePool',
        name,
        inputs,
        poolSize: [3, 3],
        strides: [2, 2],
        padding: [0, 1, 0, 1],
      },
      [3, 3, 4],
    ],
    ['a global pool', [7, 6, 4], { type: 'globalAveragePool', name, inputs }, [4]],
    [
      'larger maps',
      [7, 6, 4],
      { type: 'upSampling', name, inputs, size: [2, 3], interpolation: 'nearest' },
      [14, 18, 4],
    ],
    [
      'slopes of channels',
      [7, 6, 4],
      { type: 'prelu', name, inputs, alpha: weights(4) },
      [7, 6, 4],
    ],
    ['unit vectors', [7, 6, 4], { type: 'unitNormalization', name, inputs }, [7, 6, 4]],
    ['a formula', [7, 6, 4], { type: 'swish', name, inputs }, [7, 6, 4]],
    ['flatten', [7, 6, 4], { type: 'flatten', name, inputs }, [168]],
    ['reshape', [7, 6, 4], { type: 'reshape', name, inputs, shape: [42, 4] }, [42, 4]],
    ['a permutation', [7, 6, 4], { type: 'permute', name, inputs, axes: [2, 0, 1] }, [4, 7, 6]],
    ['cropping', [7, 6, 4], { type: 'cropping', name, inputs, cropping: [1, 2, 3, 0] }, [4, 3, 4]],
    [
      'local response normalisation',
      [7, 6, 4],
      { type: 'localResponseNormalization', name, inputs, size: 5, alpha: 1, beta: 1, kappa: 1 },
      [7, 6, 4],
    ],
    [
      'zero padding',
      [7, 6, 4],
      { type: 'zeroPadding', name, inputs, padding: [1, 2, 3, 4] },
      [10, 13, 4],
    ],
    ['an activation', [7, 6, 4], { type: 'tanh', name, inputs }, [7, 6, 4]],
    ['a sum', [7, 6, 4], { type: 'add', name, inputs: ['image', 'image'] }, [7, 6, 4]],
    [
      'a concatenation',
      [7, 6, 4],
      { type: 'concatenate', name, inputs: ['image', 'image'] },
      [7, 6, 8],
    ],
  ])('follows %s', (_, input, layer, expected) => {
    expect(outputShape(input, layer)).toEqual(expected);
  });

  it('gives the shapes of a graph in the order of its layers', () => {
    const graph = networkOf(
      'small',
      [4, 4, 4],
      conv({ name: 'left' }),
      conv({ name: 'right', strides: [1, 1] }),
      { type: 'concatenate', name: 'both', inputs: ['left', 'right'] },
    );
    expect([...inferShapes(graph)]).toEqual([
      ['image', [4, 4, 4]],
      ['left', [2, 2, 6]],
      ['right', [2, 2, 6]],
      ['both', [2, 2, 12]],
    ]);
  });

  it.each<[string, readonly number[], Layer, string]>([
    [
      'a vector for a map',
      [4],
      conv(),
      'layer "conv" (conv2d) takes a feature map (H, W, C), found (4,)',
    ],
    [
      'other channels',
      [8, 9, 3],
      conv(),
      'takes 4 channels (kernel (3, 3, 4, 6), groups 1), found (8, 9, 3)',
    ],
    ['a map smaller than the kernel', [2, 9, 4], conv(), 'needs at least (3, 3) rows and columns'],
    [
      'a kernel of two axes',
      [8, 9, 4],
      conv({ kernel: zeroTensor('float32', [4, 6]) }),
      'needs a kernel',
    ],
    [
      'other channels of a transposed convolution',
      [8, 9, 3],
      transposed(),
      'takes 4 channels (kernel (3, 3, 6, 4)), found (8, 9, 3)',
    ],
    [
      'cropping of all that a transposed convolution makes',
      [1, 1, 4],
      transposed({ cropping: [2, 1, 0, 0] }),
      'cuts off all, (2, 1, 0, 0), of its input',
    ],
    [
      'cropping of all columns',
      [7, 6, 4],
      { type: 'cropping', name, inputs, cropping: [0, 0, 3, 3] },
      'cuts off all',
    ],
    ...[
      [0, 1],
      [0, 1, 1],
      [0, 1, 3],
    ].map((axes): [string, readonly number[], Layer, string] => [
      `the axes ${axes.join(', ')} of a map`,
      [7, 6, 4],
      { type: 'permute', name, inputs, axes },
      `puts axes in the order (${axes.join(', ')}), found (7, 6, 4)`,
    ]),
    [
      'other units',
      [3],
      dense(),
      'layer "dense" (dense) takes 4 values along the last axis, found (3,)',
    ],
    [
      'a dense kernel of four axes',
      [4],
      dense({ kernel: zeroTensor('float32', [1, 1, 4, 5]) }),
      'needs a kernel',
    ],
    [
      'a pool window that may lie in the padding',
      [8, 8, 4],
      { type: 'maxPool', name, inputs, poolSize: [2, 2], strides: [1, 1], padding: [0, 2, 0, 0] },
      'holds a whole window of (2, 2)',
    ],
    ...[
      [2, 0, 0, 0],
      [0, 0, 2, 0],
      [0, 0, 0, 2],
    ].map(([top, bottom, left, right]): [string, readonly number[], Layer, string] => [
      `a pool window in padding (${top}, ${bottom}, ${left}, ${right})`,
      [8, 8, 4],
      {
        ...{ type: 'averagePool', name, inputs, poolSize: [2, 2], strides: [1, 1] },
        padding: [top!, bottom!, left!, right!],
      },
      `has padding (${top}, ${bottom}, ${left}, ${right}) that holds a whole window of (2, 2)`,
    ]),
    ...[
      [0, 9, 4],
      [8, 0, 4],
      [8, 9, 0],
      [8, 9],
    ].map((input): [string, readonly number[], Layer, string] => [
      `a map of lengths ${input.join(', ')}`,
      input,
      { type: 'globalAveragePool', name, inputs },
      'takes a feature map (H, W, C)',
    ]),
    ...[[3, 3, 0, 6], [3, 3, 4, 0], [3], []].map(
      (kernel): [string, readonly number[], Layer, string] => [
        `a kernel of lengths ${kernel.join(', ')}`,
        [8, 9, 4],
        conv({ kernel: zeroTensor('float32', kernel) }),
        'needs a kernel',
      ],
    ),
    [
      'another number of values',
      [7, 4],
      { type: 'reshape', name, inputs, shape: [5, 5] },
      'makes 25 values',
    ],
    ['no axis to normalise', [], { type: 'softmax', name, inputs }, 'takes at least one axis'],
  ])('refuses %s and names the layer', (_, input, layer, words) => {
    const infer = (): unknown => outputShape(input, layer);
    expect(infer).toThrow(NetworkError);
    expect(infer).toThrow(expect.objectContaining({ code: 'NETWORK_SHAPE' }));
    expect(infer).toThrow(words);
  });

  it.each(['add', 'concatenate'] as const)('refuses to %s maps of different height', (type) => {
    const join: Layer = { type, name: 'joined', inputs: ['image', 'conv'] };
    expect(() => outputShape([8, 9, 4], conv({ padding: [0, 0, 1, 1] }), join)).toThrow(
      /layer "joined" .* the first is \(8, 9, 4\), found \(6, 9, 6\)/,
    );
  });

  it.each([
    ['absent', 'does not exist'],
    ['conv', 'does not come before it'],
  ])('refuses a layer that reads "%s"', (input, words) => {
    const layers = [relu('first', 'image'), conv({ inputs: [input] })];
    expect(() => outputShape([8, 9, 4], ...layers)).toThrow(
      expect.objectContaining({
        code: 'NETWORK_GRAPH',
        message: `layer "conv" (conv2d) reads "${input}", which ${words}`,
      }),
    );
  });
});
