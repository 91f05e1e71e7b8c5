import { describe, expect, it } from 'vitest';
import { float, int, ints, text } from '../src/attribute.js';
import { floats, integers, node, read, type File } from './made-file.js';

/** Files whose pictures `(N, 2, H, W)` may have any size; an example has 8 rows and 6 columns. */
const shape = ['N', 2, 'height', 'width'];
const inputShape = [8, 6, 2] as const;
const ones = (...dims: number[]): number[] => Array<number>(dims.reduce((a, b) => a * b)).fill(1);
const weights = [floats('w', [2, 2, 3, 3], ones(2, 2, 3, 3))];
const twice = [ints('strides', [2, 2])];
const window = [ints('kernel_shape', [2, 2]), int('ceil_mode', 1)];
const pooled = (initializers: File['initializers'], ...nodes: File['nodes']): File => ({
  shape,
  initializers: initializers ?? [],
  nodes: [...nodes, node('GlobalAveragePool', ['a'], ['y'])],
});
const sliced = (start: number, end: number): File =>
  pooled(
    [integers('start', [start]), integers('end', [end]), integers('axis', [2])],
    node('Slice', ['x', 'start', 'end', 'axis'], ['a']),
  );

describe('pictures of any size', () => {
  it.each<[string, File]>([
    ['padding as needed', pooled(weights, node('Conv', ['x', 'w'], ['a'], [text('auto_pad', 'SAME_UPPER')]))], // prettier-ignore
    ['windows rounded up in steps of 1', pooled([], node('MaxPool', ['x'], ['a'], window))],
    ['a slice between both ends', sliced(1, -1)],
    ['a slice up to the end', sliced(2, 2 ** 31 - 1)],
    ['enlargement', pooled([floats('s', [4], [1, 1, 2, 2])], node('Resize', ['x', '', 's'], ['a']))], // prettier-ignore
    ['transposed convolution', pooled(weights, node('ConvTranspose', ['x', 'w'], ['a'], twice))],
    [
      'branches that fit together for even lengths only',
      pooled(
        [floats('k', [2, 2, 2, 2], ones(2, 2, 2, 2))],
        node('Conv', ['x', 'k'], ['half'], twice),
        node('ConvTranspose', ['half', 'k'], ['whole'], twice),
        node('Add', ['x', 'whole'], ['a']),
      ),
    ],
    [
      'weights that are computed from those of the file',
      {
        shape,
        initializers: [floats('m', [2, 2], ones(2, 2)), floats('c', [2], [1, 2])],
        nodes: [
          node('GlobalAveragePool', ['x'], ['a']),
          node('Flatten', ['a'], ['b']),
          node('Gemm', ['b', 'm', 'c'], ['y'], [float('alpha', 0.5), int('transB', 1)]),
        ],
      },
    ],
  ])('are taken where layers do not depend on it: %s', async (_, made) => {
    const { input } = await read(made, { inputShape });
    expect(input).toEqual({ name: 'x', shape: inputShape, anySize: true });
  });

  it.each<[string, File]>([
    [
      'padding as needed in steps',
      pooled(
        weights,
        node('Conv', ['x', 'w'], ['a'], [text('auto_pad', 'SAME_UPPER'), ints('strides', [4, 4])]),
      ),
    ],
    [
      'windows rounded up in steps',
      pooled([], node('AveragePool', ['x'], ['a'], [...window, ...twice])),
    ],
    [
      'enlargement to a size',
      pooled(
        [integers('s', [1, 2, 16, 12])],
        node('Resize', ['x', '', '', 's'], ['a'], [text('mode', 'nearest'), text('coordinate_transformation_mode', 'asymmetric'), text('nearest_mode', 'floor')]), // prettier-ignore
      ),
    ],
    ['a slice up to a place', sliced(1, 7)],
    ['a slice up to a place beyond the example', sliced(1, 1000)],
    ['a slice from behind', sliced(-1000, 2 ** 31 - 1)],
    ['a part', pooled([], node('Split', ['x'], ['a', 'b'], [int('axis', 2)]))],
    [
      'transposed convolution to a size',
      pooled(
        weights,
        node('ConvTranspose', ['x', 'w'], ['a'], [...twice, ints('output_shape', [15, 11])]),
      ),
    ],
  ])('are not where they do: %s', async (_, made) => {
    const { input } = await read(made, { inputShape });
    expect(input).toEqual({ name: 'x', shape: inputShape });
  });
});
