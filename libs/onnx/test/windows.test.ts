import { describe, expect, it } from 'vitest';
import { int, ints, text } from '../src/attribute.js';
import type { AttributeProto } from '../src/proto/onnx_pb.js';
import { compute, expectClose, ramp } from './compute.js';
import { floats, integers, node, type File } from './made-file.js';
import { mean, NdArray, range, sum } from './nd-array.js';

/** Every expectation is the formula of https://onnx.ai/onnx/operators, written down for one picture `(C, H, W)`. */
const picture = ramp([2, 4, 6]);
const constant = (name: string, { shape, data }: NdArray): ReturnType<typeof floats> =>
  floats(name, [...shape], [...data]);

describe('a convolution', () => {
  /** The sum over windows, with `pads` as ONNX lists them, channels first. */
  function convolve(
    x: NdArray,
    weights: NdArray,
    { strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0], group = 1, bias = [0, 0, 0, 0] },
  ): NdArray {
    const [filters, depth, height, width] = weights.shape;
    const [, rows, columns] = x.shape;
    const length = (total: number, size: number, axis: number): number =>
      Math.floor(
        (total + pads[axis]! + pads[axis + 2]! - dilations[axis]! * (size - 1) - 1) /
          strides[axis]!,
      ) + 1;
    const shape = [filters!, length(rows!, height!, 0), length(columns!, width!, 1)];
    return NdArray.build(shape, ([m, row, column]) => {
      const first = Math.floor(m! / (filters! / group)) * depth!;
      const taps = NdArray.build([depth!, height!, width!], ([c, i, j]) => {
        const at = [
          first + c!,
          row! * strides[0]! - pads[0]! + i! * dilations[0]!,
          column! * strides[1]! - pads[1]! + j! * dilations[1]!,
        ];
        return weights.at([m!, c!, i!, j!]) * x.padded(at, 0);
      });
      return sum(taps.data) + bias[m!]!;
    });
  }

  const bias = [1, -2, 3, -4];
  it.each<[string, number[], AttributeProto[], Parameters<typeof convolve>[2]]>([
    ['as it is', [4, 2, 3, 2], [], {}],
    ['in steps', [4, 2, 2, 3], [ints('strides', [2, 3])], { strides: [2, 3] }],
    [
      'with margins of four widths',
      [4, 2, 3, 3],
      [ints('pads', [0, 1, 2, 3])],
      { pads: [0, 1, 2, 3] },
    ],
    ['dilated', [4, 2, 2, 2], [ints('dilations', [3, 2])], { dilations: [3, 2] }],
    ['in groups', [4, 1, 2, 2], [int('group', 2)], { group: 2 }],
    // 4 rows by 3 in steps of 2 need 5, 6 columns by 2 in steps of 2 need 6.
    [
      'SAME_UPPER',
      [4, 2, 3, 2],
      [ints('strides', [2, 2]), text('auto_pad', 'SAME_UPPER')],
      { strides: [2, 2], pads: [0, 0, 1, 0] },
    ],
    [
      'SAME_LOWER',
      [4, 2, 3, 2],
      [ints('strides', [2, 2]), text('auto_pad', 'SAME_LOWER')],
      { strides: [2, 2], pads: [1, 0, 0, 0] },
    ],
  ])('%s', async (_, shape, attributes, options) => {
    const weights = ramp(shape, 0.125);
    const nodes = [node('Conv', ['x', 'w', 'b'], ['y'], attributes)];
    const initializers = [constant('w', weights), floats('b', [4], bias)];
    const found = await compute({ nodes, initializers }, picture);
    expectClose(found, convolve(picture, weights, { ...options, bias }));
  });

  it('takes what is added to its channels for its bias, and nothing that is added to its columns', async () => {
    const weights = ramp([4, 2, 1, 1], 0.125);
    for (const summand of [new NdArray([4, 1, 1], bias), new NdArray([6], [...bias, 5, 6])]) {
      const nodes = [node('Conv', ['x', 'w'], ['a']), node('Add', ['a', 'b'], ['y'])];
      const initializers = [constant('w', weights), constant('b', summand)];
      const found = await compute({ nodes, initializers }, picture);
      expectClose(
        found,
        convolve(picture, weights, {}).map((x, place) => x + summand.at(place)),
      );
    }
  });

  // stride · (length − 1) + kernel + output padding − pads: 8 rows less 1, 18 columns less 1
  it.each<[string, AttributeProto[], number[], number[]]>([
    [
      'less its pads',
      [ints('pads', [1, 0, 0, 2]), ints('output_padding', [0, 1])],
      [1, 0, 0, 2],
      [7, 17],
    ],
    [
      'of a given size, odd rows behind',
      [ints('output_shape', [7, 15]), text('auto_pad', 'SAME_UPPER')],
      [0, 1, 1, 2],
      [7, 15],
    ],
    ['of a given size', [ints('output_shape', [6, 16])], [1, 1, 1, 1], [6, 16]],
  ])(
    'transposed adds its kernel, times each value, to the output %s',
    async (_, attributes, pads, size) => {
      const weights = ramp([2, 3, 2, 3], 0.125); // (in, out, height, width)
      const strides = [2, 3];
      const nodes = [
        node('ConvTranspose', ['x', 'w'], ['y'], [ints('strides', strides), ...attributes]),
      ];
      const found = await compute({ nodes, initializers: [constant('w', weights)] }, picture);
      const shape = [3, ...size];
      const expected = NdArray.build(shape, ([m, row, column]) => {
        const all = picture.map((x, [c, i, j]) => {
          const at = [c!, m!, row! + pads[0]! - 2 * i!, column! + pads[1]! - 3 * j!];
          return x * weights.padded(at, 0);
        });
        return sum(all.data);
      });
      expectClose(found, expected);
    },
  );
});

describe('a pool', () => {
  const pool = (attributes: AttributeProto[], opType: string): File => ({
    nodes: [node(opType, ['x'], ['y'], [ints('kernel_shape', [3, 2]), ...attributes])],
  });
  /** Windows whose first row and column are listed, of the padded map; `NaN` is padding. */
  const windows = (starts: readonly [number[], number[]]): NdArray[] =>
    range(2).flatMap((c) =>
      starts[0].flatMap((row) =>
        starts[1].map((column) =>
          NdArray.build([3, 2], ([i, j]) => picture.padded([c, row + i!, column + j!], NaN)),
        ),
      ),
    );
  const inside = ({ data }: NdArray): number[] => data.filter((x) => !Number.isNaN(x));
  const asZero = ({ data }: NdArray): number[] => data.map((x) => (Number.isNaN(x) ? 0 : x));
  const steps = ints('strides', [2, 2]);
  const pads = ints('pads', [1, 1, 1, 1]);

  it.each<[string, string, AttributeProto[], [number[], number[]], (window: NdArray) => number]>([
    ['MaxPool', 'inside', [steps], [[0], [0, 2, 4]], (w) => Math.max(...w.data)],
    [
      'MaxPool',
      'rounded up',
      [steps, int('ceil_mode', 1)],
      [
        [0, 2],
        [0, 2, 4],
      ],
      (w) => Math.max(...inside(w)),
    ],
    [
      'MaxPool',
      'padded',
      [steps, pads],
      [
        [-1, 1],
        [-1, 1, 3, 5],
      ],
      (w) => Math.max(...inside(w)),
    ],
    ['AveragePool', 'inside', [steps], [[0], [0, 2, 4]], (w) => mean(w.data)],
    [
      'AveragePool',
      'padded',
      [steps, pads],
      [
        [-1, 1],
        [-1, 1, 3, 5],
      ],
      (w) => mean(inside(w)),
    ],
    [
      'AveragePool',
      'padded, with the padding',
      [steps, pads, int('count_include_pad', 1)],
      [
        [-1, 1],
        [-1, 1, 3, 5],
      ],
      (w) => mean(asZero(w)),
    ],
    [
      'AveragePool',
      'rounded up',
      [steps, int('ceil_mode', 1)],
      [
        [0, 2],
        [0, 2, 4],
      ],
      (w) => mean(inside(w)),
    ],
  ])('%s %s', async (opType, _, attributes, starts, reduce) => {
    const expected = windows(starts).map(reduce);
    const found = await compute(pool(attributes, opType), picture);
    expectClose(found, new NdArray([2, starts[0].length, starts[1].length], expected));
  });

  it.each<[string, string[], AttributeProto[], number[]]>([
    ['GlobalAveragePool', ['x'], [], [2, 3]],
    ['ReduceMean', ['x', 'axes'], [], [2, 3]],
    ['ReduceMean', ['x', 'axes'], [], [-1, -2]],
    ['ReduceMean', ['x', 'axes'], [], [1, 3]],
    ['ReduceMean', ['x', 'axes'], [int('keepdims', 0)], [1, 2]],
    ['GlobalMaxPool', ['x'], [], [2, 3]],
    ['ReduceMax', ['x', 'axes'], [int('keepdims', 0)], [3, 1]],
  ])('%s, case %$', async (opType, inputs, attributes, axes) => {
    const made = {
      nodes: [node(opType, inputs, ['y'], attributes)],
      initializers: [integers('axes', axes)],
      opset: 18,
    };
    const reduced = axes.map((axis) => ((axis + 4) % 4) - 1);
    const reduce = opType.includes('Max') ? (all: number[]): number => Math.max(...all) : mean;
    const kept = picture.shape.map((length, axis) => (reduced.includes(axis) ? 1 : length));
    const expected = NdArray.build(kept, (place) => reduce(picture.along(place, reduced)));
    const found = await compute(made, picture);
    // Where nothing but the batch and one axis is left the values are the same in any shape.
    expect(found.data.length).toBe(expected.data.length);
    expectClose(new NdArray(kept, found.data), expected);
  });
});

describe('Resize', () => {
  it.each<[string, AttributeProto[]]>([
    [
      'as it is',
      [text('coordinate_transformation_mode', 'asymmetric'), text('nearest_mode', 'floor')],
    ],
    ['by halves of pixels', []],
    ['rounded up at the middle', [text('nearest_mode', 'round_prefer_ceil')]],
  ])('repeats rows and columns %s', async (_, attributes) => {
    const expected = NdArray.build([2, 12, 12], ([c, row, column]) =>
      picture.at([c!, Math.floor(row! / 3), Math.floor(column! / 2)]),
    );
    const scales: File = {
      nodes: [node('Resize', ['x', '', 's'], ['y'], attributes)],
      initializers: [floats('s', [4], [1, 1, 3, 2])],
    };
    const sizes: File = {
      nodes: [node('Resize', ['x', '', '', 's'], ['y'], attributes)],
      initializers: [integers('s', [1, 2, 12, 12])],
    };
    const rowsAndColumns: File = {
      nodes: [node('Resize', ['x', '', '', 's'], ['y'], [...attributes, ints('axes', [2, -1])])],
      initializers: [integers('s', [12, 12])],
    };
    for (const made of [scales, sizes, rowsAndColumns])
      expectClose(await compute(made, picture), expected);
  });
});
