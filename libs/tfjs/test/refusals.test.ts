import { describe, expect, it } from 'vitest';
import { readTfjs } from '../src/index.js';
import { b, i, list, MadeGraph, s, texts } from './made-graph.js';

type Refusal = [what: string, make: (graph: MadeGraph) => unknown, code: string, words: RegExp];

/** Margins `(axes, 2)`. */
const matrix = (g: MadeGraph, values: number[]): string =>
  g.add('Reshape', [g.integers(...values), g.integers(4, 2)]);

describe('a GraphModel', () => {
  it.each<Refusal>([
    [
      'channels first',
      (g) => g.add('Conv2D', ['x', g.weight([1, 1, 4, 4])], { data_format: s('NCHW') }),
      'TFJS_OPERATOR',
      /channels first/,
    ],
    [
      'aligned corners',
      (g) => g.add('ResizeBilinear', ['x', g.integers(12, 10)], { align_corners: b(true) }),
      'TFJS_OPERATOR',
      /align_corners/,
    ],
    [
      'bilinear resizing as TensorFlow 1 has it',
      (g) => g.add('ResizeBilinear', ['x', g.integers(12, 10)]),
      'TFJS_OPERATOR',
      /coordinates asymmetric/,
    ],
    [
      'training',
      (g) => g.add('FusedBatchNorm', ['x', ...[1, 2, 3, 4].map(() => g.weight([4]))]),
      'TFJS_OPERATOR',
      /in training mode/,
    ],
    [
      'a kernel that is computed',
      (g) => g.add('DepthwiseConv2dNative', ['x', g.add('Relu', ['x'])]),
      'TFJS_OPERATOR',
      /kernel that is computed/,
    ],
    [
      'a new axis',
      (g) =>
        g.add('StridedSlice', ['x', ...[0, 1, 1].map((at) => g.integers(at))], {
          new_axis_mask: i(1),
        }),
      'TFJS_OPERATOR',
      /new_axis_mask/,
    ],
    [
      'too many parts',
      (g) => g.add('Relu', [g.add('Split', [g.integer(3), 'x'], { num_split: i(1e9) })]),
      'TFJS_OPERATOR',
      /Split into 1000000000/,
    ],
    [
      'a part that nothing gives',
      (g) => g.add('Relu', [`${g.add('Split', [g.integer(3), 'x'], { num_split: i(2) })}:7`]),
      'TFJS_FORMAT',
      /nothing gives the tensor/,
    ],
    [
      'a part beyond all',
      (g) => g.add('Relu', [`${g.add('Split', [g.integer(3), 'x'])}:99999999999`]),
      'TFJS_FORMAT',
      /reads/,
    ],
    [
      'an operator that is not there',
      (g) => g.add('Relu', ['nowhere']),
      'TFJS_FORMAT',
      /reads "nowhere", which nothing gives/,
    ],
    ['a missing input', (g) => g.add('Mul', []), 'TFJS_FORMAT', /lacks its input 0/],
    [
      'strides of three numbers',
      (g) => g.add('Conv2D', ['x', g.weight([1, 1, 4, 4])], { strides: list(1, 2, 2) }),
      'TFJS_FORMAT',
      /has strides \(1, 2, 2\)/,
    ],
    [
      'a circle',
      (g) => (
        g.add('Relu', ['b'], {}, 'a'),
        g.add('Tanh', ['a'], {}, 'b'),
        g.add('Add', ['x', 'a'])
      ),
      'TFJS_FORMAT',
      /depends on itself/,
    ],
    [
      'a constant without weights',
      (g) => g.add('Add', ['x', g.add('Const', [])]),
      'TFJS_FORMAT',
      /do not hold the constant/,
    ],
    [
      'a type that is none',
      (g) => g.add('Cast', ['x'], { DstT: { type: 'constructor' } }),
      'TFJS_OPERATOR',
      /Cast to constructor/,
    ],
    [
      'two operators of one name',
      (g) => (g.add('Relu', ['x'], {}, 'a'), g.add('Neg', ['x'], {}, 'a'), g.add('Tanh', ['a'])),
      'TFJS_FORMAT',
      /^made\.json: two operators have the name "a"$/,
    ],
    [
      'an operator without a name',
      (g) => g.add('Relu', ['x'], {}, ''),
      'TFJS_FORMAT',
      /an operator has no name/,
    ],
    [
      'margins of no list',
      (g) => g.add('Conv2D', ['x', g.weight([1, 1, 4, 2])], { padding: s('EXPLICIT') }),
      'TFJS_FORMAT',
      /operator "n2" \(Conv2D\) has explicit_paddings \(\), expected \(0, 0, top, bottom, left, right, 0, 0\)$/,
    ],
    ...[
      [0, 0, 1, 1, 1, 1, 2, 2], // of channels
      [1, 0, 1, 1, 1, 1, 0, 0], // of the batch
      [0, 0, 1, -1, 1, 1, 0, 0],
      [0, 0, 1, 1, 1, 1],
    ].map((margins): Refusal => [
      `margins (${margins.join(', ')})`,
      (g) =>
        g.add('Conv2D', ['x', g.weight([1, 1, 4, 2])], {
          ...{ padding: s('EXPLICIT'), explicit_paddings: list(...margins) },
        }),
      'TFJS_FORMAT',
      /has explicit_paddings/,
    ]),
    [
      'a padding that is none',
      (g) => g.add('MaxPool', ['x'], { ksize: list(1, 2, 2, 1), padding: s('FULL') }),
      'TFJS_OPERATOR',
      /MaxPool with auto_pad FULL/,
    ],
    ...['Conv2D', 'DepthwiseConv2dNative', 'MaxPool', 'AvgPool', 'BiasAdd'].map((op): Refusal => [
      `channels first of ${op}`,
      (g) =>
        g.add(op, ['x', g.weight(op === 'BiasAdd' ? [4] : [1, 1, 4, 4])], {
          data_format: s('NCHW'),
        }),
      'TFJS_OPERATOR',
      new RegExp(`${op} with channels first`),
    ]),
    [
      'a transposed activation',
      (g) => g.add('BatchMatMulV2', ['x', g.weight([6, 3])], { adj_x: b(true) }),
      'TFJS_OPERATOR',
      /BatchMatMulV2 of a transposed activation/,
    ],
    [
      'a fused bias that is missing',
      (g) => g.add('_FusedConv2D', ['x', g.weight([1, 1, 4, 2])], { fused_ops: texts('BiasAdd') }),
      'TFJS_FORMAT',
      /operator "n2" \(_FusedConv2D\) lacks its input 2/,
    ],
    [
      'fused slopes that are missing',
      (g) =>
        g.add('_FusedConv2D', ['x', g.weight([1, 1, 4, 2]), g.weight([2])], {
          fused_ops: texts('BiasAdd', 'Prelu'),
        }),
      'TFJS_FORMAT',
      /lacks its input 3/,
    ],
    [
      'a kernel for other channels',
      (g) => g.add('Conv2D', ['x', g.weight([3, 3, 3, 2])]),
      'TFJS_FORMAT',
      /takes 3 channels .* found \(6, 5, 4\)/,
    ],
    [
      'integers beyond 32 bits',
      (g) => {
        const product = g.add('Mul', [g.integer(2 ** 20), g.integer(2 ** 20)]);
        return g.add('Mul', ['x', g.add('Cast', [product], { DstT: { type: 'DT_FLOAT' } })]);
      },
      'TFJS_OPERATOR',
      /Mul of constants to numbers that their type does not have \("n3"\)/,
    ],
    [
      'a transposed convolution to a size that it does not reach',
      (g) => g.add('Conv2DBackpropInput', [g.integers(2, 20, 5, 3), g.weight([3, 3, 3, 4]), 'x']),
      'TFJS_OPERATOR',
      /Conv2DBackpropInput to a size of 20 × 5/,
    ],
    [
      'parts that are not equal',
      (g) => g.add('Relu', [g.add('Split', [g.integer(3), 'x'], { num_split: i(3) })]),
      'TFJS_OPERATOR',
      /Split of 4 into 3 equal parts/,
    ],
    [
      'parts that are not all',
      (g) =>
        g.add('Relu', [
          g.add('SplitV', ['x', g.integers(1, 2), g.integer(3)], { num_split: i(2) }),
        ]),
      'TFJS_OPERATOR',
      /SplitV of 4 into \(1, 2\)/,
    ],
    [
      'fewer single places than there are',
      (g) => g.add('Relu', [`${g.add('Unpack', ['x'], { axis: i(3), num: i(3) })}:2`]),
      'TFJS_OPERATOR',
      /Unpack of 4 into \(1, 1, 1\)/,
    ],
    ...(
      [
        [-4, 2],
        [1, -3],
      ] as const
    ).map(([start, size]): Refusal => [
      `a slice from ${start} of ${size} rows`,
      (g) => g.add('Slice', ['x', g.integers(0, start), g.integers(-1, size)]),
      'TFJS_OPERATOR',
      /Slice from behind/,
    ]),
    [
      'one picture of all',
      (g) => g.add('Relu', [g.add('Slice', ['x', g.integers(0), g.integers(1)])]),
      'TFJS_OPERATOR',
      /Slice of the batch/,
    ],
    [
      'a slice in steps',
      (g) =>
        g.add('StridedSlice', ['x', g.integers(0, 1), g.integers(0, 6), g.integers(1, 2)], {
          begin_mask: i(1),
          end_mask: i(1),
        }),
      'TFJS_OPERATOR',
      /StridedSlice in steps/,
    ],
    [
      'margins of another value than 0',
      (g) => g.add('PadV2', ['x', matrix(g, [0, 0, 1, 1, 1, 1, 0, 0]), g.weight([], [5])]),
      'TFJS_OPERATOR',
      /PadV2 with another value than 0/,
    ],
    [
      'values cut to integers',
      (g) =>
        g.add('Cast', [g.add('Cast', ['x'], { DstT: { type: 'DT_INT32' } })], {
          DstT: { type: 1 },
        }),
      'TFJS_OPERATOR',
      /Cast to integers/,
    ],
    [
      'limits out of order',
      (g) => g.add('ClipByValue', ['x', g.weight([], [2]), g.weight([], [1])]),
      'TFJS_OPERATOR',
      /limits out of order/,
    ],
    [
      'a division by an activation',
      (g) => g.add('RealDiv', [g.weight([], [1]), 'x']),
      'TFJS_OPERATOR',
      /RealDiv by an activation/,
    ],
    ['a division by 0', (g) => g.add('RealDiv', ['x', g.weight([], [0])]), 'TFJS_FORMAT', /scale/],
    [
      'another factor than whole ones',
      (g) => g.add('ResizeNearestNeighbor', ['x', g.integers(9, 10)]),
      'TFJS_OPERATOR',
      /ResizeNearestNeighbor by the factors \(1, 1, 1\.5, 2\)/,
    ],
    [
      'a second input',
      (g) => (g.nodes.push({ name: 'y', op: 'Placeholder' }), g.add('Add', ['x', 'y'])),
      'TFJS_INPUT',
      /^made\.json computes its output from 2 inputs \("y", "x"\), expected one$/,
    ],
    ['nothing that is computed', () => 0, 'TFJS_OUTPUT', /^made\.json has 0 outputs/],
    [
      'a shape that does not fit',
      (g) => g.add('Add', ['x', g.weight([3])]),
      'TFJS_OPERATOR',
      /makes the tensor larger/,
    ],
  ])('is refused for %s', (_, make, code, words) => {
    const graph = new MadeGraph();
    make(graph);
    expect(() => readTfjs(graph.files)).toThrow(
      expect.objectContaining({
        ...{ name: 'TfjsError', code },
        message: expect.stringMatching(words) as string,
      }),
    );
  });
});
