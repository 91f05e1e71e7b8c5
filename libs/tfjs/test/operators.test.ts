import { toTfjs } from '@gender/keras/tfjs';
import { tensor, type Float32Tensor } from '@gender/tensor';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readTfjs } from '../src/index.js';
import { b, f, i, list, MadeGraph, ramp, runLayers, s, texts } from './made-graph.js';

beforeAll(async () => {
  tf.enableProdMode(); // says nothing of tfjs-node
  await tf.setBackend('cpu');
});

/** Asserts that a graph and the network that is read from it are the same to TensorFlow.js. */
async function expectSame(graph: MadeGraph, output: string): Promise<void> {
  const network = readTfjs(graph.files, { output });
  const shape = [2, ...graph.shape.slice(1)];
  const input = tensor('float32', shape, Float32Array.from(ramp(shape, 4)));
  const expected = await graph.run(input, output);
  const { index, shards } = toTfjs(network);
  const bytes = new Uint8Array(Buffer.concat(shards.flatMap(({ pieces }) => pieces)));
  expectClose(await runLayers(index, bytes, input), expected);
}

/** Both are computed with 32-bit floats, in another order. */
function expectClose(found: Float32Tensor, expected: Float32Tensor): void {
  expect(found.shape).toEqual(expected.shape);
  const largest = Math.max(...expected.data.map(Math.abs));
  const worst = Math.max(...expected.data.map((value, at) => Math.abs(value - found.data[at]!)));
  expect(largest).toBeGreaterThan(0);
  expect(worst / largest).toBeLessThan(1e-5);
}

const steps = (rows: number, columns: number): object => list(1, rows, columns, 1);
const window = {
  strides: steps(2, 2),
  padding: s('SAME'),
  dilations: steps(1, 1),
  data_format: s('NHWC'),
};

/** Graphs, each of one operator with what it needs. */
const graphs: Readonly<Record<string, (graph: MadeGraph) => string>> = {
  'Conv2D, SAME': (g) => g.add('Conv2D', ['x', g.weight([3, 2, 4, 5])], window),
  'Conv2D, VALID, dilated': (g) =>
    g.add('Conv2D', ['x', g.weight([2, 2, 4, 3])], {
      ...window,
      strides: steps(1, 1),
      dilations: steps(2, 3),
      padding: s('VALID'),
    }),
  'Conv2D, EXPLICIT': (g) =>
    g.add('Conv2D', ['x', g.weight([3, 3, 4, 3])], {
      ...window,
      padding: s('EXPLICIT'),
      explicit_paddings: list(0, 0, 1, 0, 2, 1, 0, 0),
    }),
  'Conv2D and BiasAdd': (g) =>
    g.add('BiasAdd', [g.add('Conv2D', ['x', g.weight([1, 1, 4, 3])], window), g.weight([3])]),
  '_FusedConv2D, BiasAdd': (g) =>
    g.add('_FusedConv2D', ['x', g.weight([3, 3, 4, 3]), g.weight([3])], {
      ...window,
      num_args: i(1),
      fused_ops: texts('BiasAdd'),
    }),
  '_FusedConv2D, BiasAdd, Relu6': (g) =>
    g.add('_FusedConv2D', ['x', g.weight([3, 3, 4, 3]), g.weight([3], [5, 6, 7])], {
      ...window,
      num_args: i(1),
      fused_ops: texts('BiasAdd', 'Relu6'),
    }),
  '_FusedConv2D, BiasAdd, Prelu': (g) =>
    g.add(
      '_FusedConv2D',
      ['x', g.weight([3, 3, 4, 3]), g.weight([3]), g.weight([3], [0.1, 0.2, -0.3])],
      { ...window, num_args: i(2), fused_ops: texts('BiasAdd', 'Prelu') },
    ),
  '_FusedConv2D, BiasAdd, LeakyRelu': (g) =>
    g.add('_FusedConv2D', ['x', g.weight([3, 3, 4, 3]), g.weight([3])], {
      ...window,
      num_args: i(1),
      fused_ops: texts('BiasAdd', 'LeakyRelu'),
      leakyrelu_alpha: f(0.25),
    }),
  DepthwiseConv2dNative: (g) =>
    g.add('DepthwiseConv2dNative', ['x', g.weight([3, 3, 4, 2])], window),
  FusedDepthwiseConv2dNative: (g) =>
    g.add('FusedDepthwiseConv2dNative', ['x', g.weight([3, 3, 4, 1]), g.weight([4])], {
      ...window,
      num_args: i(1),
      fused_ops: texts('BiasAdd', 'Elu'),
    }),
  'Conv2DBackpropInput, SAME': (g) =>
    g.add('Conv2DBackpropInput', [g.integers(2, 11, 10, 3), g.weight([3, 3, 3, 4]), 'x'], window),
  'Conv2DBackpropInput, VALID': (g) =>
    g.add('Conv2DBackpropInput', [g.integers(2, 13, 11, 3), g.weight([3, 3, 3, 4]), 'x'], {
      ...window,
      padding: s('VALID'),
    }),
  MatMul: (g) => g.add('MatMul', [flat(g), g.weight([120, 3])]),
  'MatMul, transposed': (g) =>
    g.add('MatMul', [flat(g), g.weight([3, 120])], { transpose_b: b(true) }),
  _FusedMatMul: (g) =>
    g.add('_FusedMatMul', [flat(g), g.weight([120, 3]), g.weight([3])], {
      num_args: i(1),
      fused_ops: texts('BiasAdd', 'Sigmoid'),
    }),
  FusedBatchNormV3: (g) =>
    g.add(
      'FusedBatchNormV3',
      [
        'x',
        g.weight([4], [1, 2, 3, -4]),
        g.weight([4]),
        g.weight([4]),
        g.weight([4], [1, 2, 3, 4]),
      ],
      { epsilon: f(0.01), is_training: b(false) },
    ),
  MaxPool: (g) =>
    g.add('MaxPool', ['x'], { ksize: steps(3, 2), strides: steps(2, 2), padding: s('SAME') }),
  AvgPool: (g) =>
    g.add('AvgPool', ['x'], { ksize: steps(3, 3), strides: steps(2, 1), padding: s('SAME') }),
  Mean: (g) => g.add('Mean', ['x', g.integers(1, 2)], { keep_dims: b(false) }),
  'Mean, kept': (g) => g.add('Mean', ['x', g.integers(1, 2)], { keep_dims: b(true) }),
  Max: (g) => g.add('Max', ['x', g.integers(1, 2)]),
  ResizeNearestNeighbor: (g) => g.add('ResizeNearestNeighbor', ['x', g.integers(12, 15)]),
  'ResizeNearestNeighbor, centred': (g) =>
    g.add('ResizeNearestNeighbor', ['x', g.integers(12, 15)], { half_pixel_centers: b(true) }),
  ...Object.fromEntries(
    [
      'Relu',
      'Relu6',
      'Elu',
      'Selu',
      'Sigmoid',
      'Tanh',
      'Softplus',
      'Softmax',
      'Neg',
      'Abs',
      'Square',
    ].map((op) => [op, (g: MadeGraph) => g.add(op, ['x'])] as const),
  ),
  LeakyRelu: (g) => g.add('LeakyRelu', ['x'], { alpha: f(0.3) }),
  'LeakyRelu, of its own': (g) => g.add('LeakyRelu', ['x']),
  Prelu: (g) => g.add('Prelu', ['x', g.weight([1, 1, 4])]),
  'hard-swish': (g) => {
    const gate = g.add('Relu6', [g.add('AddV2', ['x', g.weight([], [3])])]);
    return g.add('Mul', ['x', g.add('Mul', [gate, g.weight([], [1 / 6])])]);
  },
  'AddV2, AddN, Maximum': (g) =>
    g.add('Maximum', [g.add('AddV2', ['x', g.add('Relu', ['x'])]), g.add('AddN', ['x', 'x', 'x'])]),
  'Sub and Mul by constants, RealDiv': (g) =>
    g.add('RealDiv', [
      g.add('Mul', [g.add('Sub', ['x', g.weight([4])]), g.weight([4])]),
      g.weight([], [0.5]),
    ]),
  'Rsqrt and Sqrt of constants': (g) =>
    g.add('Mul', [
      'x',
      g.add('Rsqrt', [g.add('AddV2', [g.weight([4], [1, 2, 3, 4]), g.weight([], [0.5])])]),
    ]),
  Reshape: (g) => g.add('Reshape', ['x', g.integers(-1, 30, 4)]),
  'Reshape to a shape that is computed': (g) => {
    const batch = g.add(
      'StridedSlice',
      [g.add('Shape', ['x']), g.integers(0), g.integers(1), g.integers(1)],
      { shrink_axis_mask: i(1) },
    );
    return g.add('Reshape', [
      'x',
      g.add('Pack', [batch, g.integer(20), g.integer(6)], { axis: i(0), N: i(3) }),
    ]);
  },
  'Squeeze and ExpandDims': (g) => {
    const row = g.add('Mean', ['x', g.integers(1, 2)], { keep_dims: b(true) });
    return g.add('ExpandDims', [
      g.add('Squeeze', [row], { squeeze_dims: list(1, 2) }),
      g.integer(1),
    ]);
  },
  ConcatV2: (g) => g.add('ConcatV2', ['x', g.add('Relu', ['x']), g.integer(-1)]),
  Pad: (g) => g.add('Pad', ['x', matrix(g, [0, 0, 1, 2, 0, 3, 0, 0])]),
  'Pad of channels': (g) => g.add('Pad', ['x', matrix(g, [0, 0, 0, 0, 0, 0, 0, 2])]),
  PadV2: (g) => g.add('PadV2', ['x', matrix(g, [0, 0, 1, 2, 0, 3, 0, 0]), g.weight([], [0])]),
  Transpose: (g) => g.add('Transpose', ['x', g.integers(0, 3, 1, 2)]),
  StridedSlice: (g) =>
    g.add(
      'StridedSlice',
      ['x', g.integers(0, 1, -4, 0), g.integers(0, 5, 9, 0), g.integers(1, 1, 1, 1)],
      { begin_mask: i(9), end_mask: i(13) },
    ),
  Slice: (g) => g.add('Slice', ['x', g.integers(0, 1, 0, 0), g.integers(-1, 3, -1, -1)]),
  Split: (g) =>
    g.add('AddV2', [
      `${g.add('Split', [g.integer(3), 'x'], { num_split: i(2) }, 'half')}:1`,
      'half',
    ]),
  SplitV: (g) =>
    g.add('Relu', [
      `${g.add('SplitV', ['x', g.integers(1, 3), g.integer(3)], { num_split: i(2) })}:1`,
    ]),
  Minimum: (g) => g.add('Minimum', ['x', g.add('Neg', ['x'])]),
  ClipByValue: (g) => g.add('ClipByValue', ['x', g.weight([], [-0.5]), g.weight([], [1.25])]),
  SquaredDifference: (g) => g.add('SquaredDifference', ['x', g.weight([4], [1, -1, 0.5, 2])]),
  BatchMatMulV2: (g) => g.add('BatchMatMulV2', ['x', g.weight([4, 3])]),
  'BatchMatMulV2, transposed': (g) =>
    g.add('BatchMatMulV2', ['x', g.weight([3, 4])], { adj_y: b(true) }),
  '_FusedMatMul, transposed, Relu': (g) =>
    g.add('_FusedMatMul', [flat(g), g.weight([3, 120]), g.weight([3])], {
      ...{ num_args: i(1), fused_ops: texts('BiasAdd', 'Relu'), transpose_b: b(true) },
    }),
  'FusedDepthwiseConv2dNative, Prelu': (g) =>
    g.add(
      'FusedDepthwiseConv2dNative',
      ['x', g.weight([3, 2, 4, 2]), g.weight([8]), g.weight([8], [1, 2, 3, 4, -1, -2, -3, 0.5])],
      { ...window, num_args: i(2), fused_ops: texts('BiasAdd', 'Prelu') },
    ),
  'DepthwiseConv2dNative, dilated': (g) =>
    g.add('DepthwiseConv2dNative', ['x', g.weight([2, 2, 4, 1])], {
      ...{ strides: steps(1, 1), dilations: steps(2, 2), padding: s('SAME') },
    }),
  'Conv2DBackpropInput, SAME, an even length': (g) =>
    g.add('Conv2DBackpropInput', [g.integers(2, 12, 10, 3), g.weight([3, 3, 3, 4]), 'x'], window),
  'Mean, axes from behind': (g) => g.add('Mean', ['x', g.integers(-3, -2)]),
  'Unpack, of an axis from behind': (g) =>
    g.add('AddV2', [`${g.add('Unpack', ['x'], { axis: i(-1), num: i(4) }, 'u')}:2`, 'u:1']),
  'Pack of maps': (g) => g.add('Pack', ['x', g.add('Relu', ['x'])], { axis: i(1), N: i(2) }),
  'StridedSlice, places from behind and one place of an axis': (g) =>
    g.add(
      'StridedSlice',
      ['x', g.integers(0, -3, 1, 0), g.integers(0, -1, 2, 0), g.integers(1, 1, 1, 1)],
      { begin_mask: i(9), end_mask: i(9), shrink_axis_mask: i(4) },
    ),
  'Cast to floats': (g) =>
    g.add('Cast', [g.add('Relu', ['x'])], {
      SrcT: { type: 'DT_FLOAT' },
      DstT: { type: 'DT_FLOAT' },
    }),
  'operators that give what they read': (g) =>
    g.add('Identity', [g.add('StopGradient', [g.add('Tanh', ['x'])])]),
  'constants that are computed': (g) => {
    const exponents = g.add('Cast', [g.add('Range', [g.integer(1), g.integer(5), g.integer(1)])], {
      SrcT: { type: 'DT_INT32' },
      DstT: { type: 'DT_FLOAT' },
    });
    const powers = g.add('Pow', [g.add('Fill', [g.integers(4), g.weight([], [2])]), exponents]);
    const chosen = g.add('GatherV2', [powers, g.integers(3, 0, 0, 1), g.integer(0)]);
    return g.add('Mul', ['x', g.add('Floor', [g.add('Sqrt', [chosen])])]);
  },
  Unpack: (g) =>
    g.add('AddV2', [`${g.add('Unpack', ['x'], { axis: i(3), num: i(4) }, 'u')}:3`, 'u']),
};

function flat(graph: MadeGraph): string {
  return graph.add('Reshape', ['x', graph.integers(-1, 120)]);
}

/** Margins `(axes, 2)`. */
function matrix(graph: MadeGraph, values: number[]): string {
  return graph.add('Reshape', [graph.integers(...values), graph.integers(4, 2)]);
}

describe('a GraphModel is to TensorFlow.js what the network read from it is', () => {
  it.each(Object.entries(graphs))('%s', async (_, make) => {
    const graph = new MadeGraph();
    await expectSame(graph, make(graph));
  });

  it.each<[string, number[]]>([
    ['uint8', [0, 1, 100, 255]],
    ['uint16', [0, 1, 1000, 65535]],
    ['float16', [0x3c00, 0xc000, 0x3555, 0x7bff]], // 1, −2, 0.33, 65504
  ])('weights stored as %s', async (dtype, values) => {
    const graph = new MadeGraph();
    const stored = dtype === 'uint8' ? Uint8Array.from(values) : Uint16Array.from(values);
    const quantization = dtype === 'float16' ? { dtype } : { dtype, scale: 0.01, min: -1.5 };
    const weight = graph.stored([4], quantization as Parameters<MadeGraph['stored']>[1], stored);
    await expectSame(graph, graph.add('Mul', ['x', weight]));
  });
});
