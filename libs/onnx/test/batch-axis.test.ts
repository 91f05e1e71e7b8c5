import { describe, expect, it } from 'vitest';
import { int, ints } from '../src/attribute.js';
import { compute, expectClose, ramp } from './compute.js';
import { floats, integers, node, read, type File } from './made-file.js';
import { NdArray } from './nd-array.js';

const picture = ramp([2, 3, 4]);
const positive = (x: number): number => Math.max(x, 0);

/** A file for one picture of `(1, 2, 3, 4)`, with lists of integers. */
const forOne = (nodes: File['nodes'], lists: Record<string, number[]> = {}): File => ({
  nodes,
  initializers: Object.entries(lists).map(([name, list]) => integers(name, list)),
  shape: [1, ...picture.shape],
});

describe('the batch of a file for one picture', () => {
  it('comes back where it is squeezed away and put in front again', async () => {
    const file = forOne(
      [
        node('Squeeze', ['x', 'first'], ['s']),
        node('Relu', ['s'], ['r']),
        node('Unsqueeze', ['r', 'first'], ['y']),
      ],
      { first: [0] },
    );
    expectClose(await compute(file, picture), picture.map(positive));
  });

  it('is that of a network whose file gives it no more', async () => {
    const file = forOne([
      node('GlobalMaxPool', ['x'], ['g']),
      // Of (1, 2, 1, 1) nothing is left but the channels.
      node('Squeeze', ['g'], ['s']),
      node('Relu', ['s'], ['y']),
    ]);
    const largest = [0, 1].map((channel) => Math.max(...picture.along([channel, 0, 0], [1, 2])));
    expectClose(await compute(file, picture), new NdArray([2], largest.map(positive)));
  });

  it('may be written as its number, as what is left, and as what it was', async () => {
    for (const shape of [
      [1, 24],
      [-1, 24],
      [0, -1],
      [0, 24],
    ]) {
      const file = forOne([node('Reshape', ['x', 'shape'], ['r']), node('Relu', ['r'], ['y'])], {
        shape,
      });
      expectClose(await compute(file, picture), new NdArray([24], picture.data.map(positive)));
    }
  });

  it('cannot be squeezed from a file for any number of pictures', async () => {
    const file = {
      ...forOne([node('Squeeze', ['x', 'first'], ['y'])], { first: [0] }),
      shape: ['N', 2, 3, 4],
    };
    await expect(read(file)).rejects.toMatchObject({ code: 'ONNX_OPERATOR' });
  });
});

describe('a batch that is joined with channels', () => {
  it.each([
    ['the length as it is', [0, 12]],
    ['what is left', [-1, 12]],
  ])('is kept by a reshape to %s', async (_, joined) => {
    // (N, 2, 3, 4) to (N · 2, 12) and back, with a softmax over each row between.
    const file: File = {
      nodes: [
        node('Flatten', ['x'], ['f'], [int('axis', 2)]),
        node('Reshape', ['f', 'joined'], ['j']),
        node('Softmax', ['j'], ['p'], [int('axis', -1)]),
        node('Reshape', ['p', 'back'], ['y']),
      ],
      initializers: [integers('joined', joined), integers('back', [-1, 2, 3, 4])],
      shape: ['N', 2, 3, 4],
    };
    const expected = picture.map((x, [channel]) => {
      const row = picture.along([channel!, 0, 0], [1, 2]);
      return Math.exp(x) / row.reduce((sum, each) => sum + Math.exp(each), 0);
    });
    expectClose(await compute(file, picture), expected);
  });
});

describe('a constant of one number', () => {
  it('is no part of a formula where its axes add some to the tensor', async () => {
    // (N, 5) times 1/6 of shape (1, 1, 1) has three axes, which hard-swish has not.
    const nodes = [
      node('Add', ['x', 'three'], ['a']),
      node('Clip', ['a', 'zero', 'six'], ['c']),
      node('Mul', ['x', 'c'], ['m']),
      node('Mul', ['m', 'sixth'], ['y']),
    ];
    const scalars = { three: 3, zero: 0, six: 6 };
    const initializers = [
      ...Object.entries(scalars).map(([name, value]) => floats(name, [], [value])),
      floats('sixth', [1, 1, 1], [1 / 6]),
    ];
    await expect(read({ nodes, initializers, shape: ['N', 5] })).rejects.toMatchObject({
      code: 'ONNX_OPERATOR',
      message: expect.stringContaining('(1, 1, 1) that makes the tensor larger') as string,
    });
  });

  it('is the weight of every value of a layer normalisation', async () => {
    const nodes = [
      node('Transpose', ['x'], ['t'], [ints('perm', [0, 1, 3, 2])]),
      node('LayerNormalization', ['t', 'two', 'one'], ['n'], [int('axis', -1)]),
      node('Transpose', ['n'], ['y'], [ints('perm', [0, 1, 3, 2])]),
    ];
    const initializers = [floats('two', [1], [2]), floats('one', [], [1])];
    const expected = picture.map((x, place) => {
      const column = picture.along(place, [1]);
      const mean = column.reduce((a, b) => a + b) / column.length;
      const variance = column.reduce((sum, each) => sum + (each - mean) ** 2, 0) / column.length;
      return (2 * (x - mean)) / Math.sqrt(variance + 1e-5) + 1;
    });
    expectClose(await compute({ nodes, initializers, shape: ['N', 2, 3, 4] }, picture), expected);
  });
});
