import { describe, expect, it } from 'vitest';
import { float, int, ints, text } from '../src/attribute.js';
import {
  AttributeProto_AttributeType as Type,
  AttributeProtoSchema,
  type AttributeProto,
} from '../src/proto/onnx_pb.js';
import { create } from '@bufbuild/protobuf';
import { compute, expectClose, ramp } from './compute.js';
import { floats, integers, node, read, type File } from './made-file.js';
import { mean, NdArray, sum } from './nd-array.js';

/** What operators were before the current sets, by the older texts of https://onnx.ai/onnx/operators. */
const picture = ramp([2, 4, 6]);
const floatList = (name: string, values: number[]): AttributeProto =>
  create(AttributeProtoSchema, { name, type: Type.FLOATS, floats: values });

/** An operator between two others, since some of these need no layer. */
function between(
  [opType, opset]: readonly [opType: string, opset: number],
  attributes: AttributeProto[],
  initializers: File['initializers'] = [],
): File {
  const weights = initializers.map(({ name = '' }) => name);
  const nodes = [
    node('Neg', ['x'], ['negative']),
    node(opType, ['negative', ...weights], ['made'], attributes),
    node('Neg', ['made'], ['y']),
  ];
  return { nodes, initializers, opset };
}

describe('an operator of an older set', () => {
  const twice = NdArray.build([2, 8, 18], ([c, row, column]) =>
    picture.at([c!, Math.floor(row! / 2), Math.floor(column! / 3)]),
  );
  const scales = [1, 1, 2, 3];
  const cut = NdArray.build([2, 2, 6], ([c, row, column]) => picture.at([c!, row! + 1, column!]));
  const rows = (reduce: (values: number[]) => number): NdArray =>
    NdArray.build([2, 1, 1], ([c]) => reduce(picture.along([c!, 0, 0], [1, 2])));

  it.each<[string, number, AttributeProto[], NdArray, File['initializers']?]>([
    ['Clip', 7, [float('min', -1), float('max', 2)], picture.map((x) => -Math.min(Math.max(-x, -1), 2))], // prettier-ignore
    ['Clip', 10, [float('min', -1)], picture.map((x) => -Math.max(-x, -1))],
    ['Clip', 10, [float('max', 2)], picture.map((x) => -Math.min(-x, 2))],
    ['Clip', 10, [], picture],
    [
      'Pad',
      10,
      [ints('pads', [0, 0, 1, 2, 0, 0, 0, 1])],
      NdArray.build([2, 5, 9], ([c, row, column]) => picture.padded([c!, row! - 1, column! - 2], 0)), // prettier-ignore
    ],
    ['Slice', 9, [ints('starts', [1]), ints('ends', [-1]), ints('axes', [2])], cut],
    ['ReduceMean', 17, [ints('axes', [2, 3])], rows(mean)],
    ['ReduceMax', 17, [ints('axes', [-1, -2])], rows((values) => Math.min(...values))],
    ['Upsample', 7, [floatList('scales', scales)], twice],
    ['Upsample', 9, [], twice, [floats('scales', [4], scales)]],
    ['Resize', 10, [text('mode', 'nearest')], twice, [floats('scales', [4], scales)]],
    ['Dropout', 7, [float('ratio', 0.25)], picture],
    [
      'Softmax',
      7,
      [],
      picture.map((x) => -Math.exp(-x) / sum(picture.data.map((each) => Math.exp(-each)))),
    ],
    [
      'BatchNormalization',
      7,
      [int('spatial', 1), float('epsilon', 0)],
      picture.map((x, [c]) => (c === 0 ? 2 * x - 1 : x / 2 + 3)),
      [
        floats('gamma', [2], [4, 1]),
        floats('beta', [2], [1, -2]),
        floats('mean', [2], [0, 2]),
        floats('variance', [2], [4, 4]),
      ],
    ],
  ])('%s of set %d, case %$', async (opType, opset, attributes, expected, weights) => {
    expectClose(await compute(between([opType, opset], attributes, weights), picture), expected);
  });

  it.each([11, 13])(
    'Squeeze and Unsqueeze of set %d take away axes and put them back',
    async (opset) => {
      const axes = (values: number[]): [string[], AttributeProto[]] =>
        opset < 13 ? [[], [ints('axes', values)]] : [['axes'], []];
      const [inputs, attributes] = axes([2, 3]);
      const nodes = [
        node('GlobalAveragePool', ['x'], ['pooled']),
        node('Squeeze', ['pooled', ...inputs], ['vector'], attributes),
        node('Exp', ['vector'], ['positive']),
        node('Unsqueeze', ['positive', ...inputs], ['map'], attributes),
        node('Mul', ['x', 'map'], ['y']),
      ];
      const made: File = { nodes, initializers: [integers('axes', [2, 3])], opset };
      const expected = picture.map((x, place) => x * Math.exp(mean(picture.along(place, [1, 2]))));
      expectClose(await compute(made, picture), expected);
    },
  );

  it.each<[string, File, string]>([
    [
      'other statistics for each place',
      between(['BatchNormalization', 7], [int('spatial', 0)]),
      'BatchNormalization in training mode',
    ],
    [
      'linear enlargement from the corner',
      between(['Upsample', 9], [text('mode', 'linear')], [floats('scales', [4], scales)]),
      'Upsample of mode linear, coordinates asymmetric, rounding floor',
    ],
    [
      'padding with another value',
      between(['Pad', 10], [ints('pads', [0, 0, 1, 1, 0, 0, 1, 1]), float('value', 2)]),
      'Pad with another value than 0',
    ],
    [
      'a softmax with the batch',
      between(['Softmax', 12], [int('axis', 0)]),
      'Softmax over the batch',
    ],
  ])('is refused: %s', async (_, made, what) => {
    await expect(read(made)).rejects.toMatchObject({
      code: 'ONNX_OPERATOR',
      message: `made.onnx: no layer expresses ${what} ("made"); export the network without them, or cut it before them`,
    });
  });

  it.each([6, 26])('is not guessed at in the unknown set %d', async (opset) => {
    await expect(read({ nodes: [node('Relu', ['x'], ['y'])], opset })).rejects.toMatchObject({
      code: 'ONNX_FORMAT',
      message: `made.onnx has operators of version ${opset}, expected 7 to 25; convert it with onnx.version_converter`,
    });
  });
});

describe('BatchNormalization', () => {
  const made = (opset: number, outputs: string[], ...attributes: AttributeProto[]): File => {
    const statistics = ['gamma', 'beta', 'mean', 'variance'];
    const nodes = [node('BatchNormalization', ['x', ...statistics], ['y', ...outputs], attributes)];
    return { nodes, initializers: statistics.map((name) => floats(name, [2], [1, 2])), opset };
  };

  it.each<[number, File]>([
    [7, made(7, ['m', 'v', 'n', 'w'])],
    [9, made(9, ['', '', 'n', 'w'])],
    [13, made(13, ['m'])],
    [14, made(14, ['m', 'v'], int('training_mode', 1))],
    [14, made(14, [], int('training_mode', 1))],
  ])('of set %d is refused where it takes the statistics of the batch', async (_, file) => {
    await expect(read(file)).rejects.toMatchObject({
      code: 'ONNX_OPERATOR',
      message:
        'made.onnx: no layer expresses BatchNormalization in training mode ("y"); export the network without them, or cut it before them',
    });
  });

  it('of an older set may name outputs that it leaves out', async () => {
    const { layers } = await read(made(9, ['', '', '', '']));
    expect(layers).toMatchObject([{ type: 'batchNormalization' }]);
  });
});

describe('settings that become tensors', () => {
  const named = (name: string, ...made: Parameters<typeof node>): File['nodes'][number] => ({
    ...node(...made),
    name,
  });
  const limits = (min: number, max: number): AttributeProto[] => [float('min', min), float('max', max)]; // prettier-ignore
  const clipped = (min: number, max: number): NdArray =>
    picture.map((x) => Math.min(Math.max(x, min), max));

  it.each<[string, File, NdArray]>([
    [
      'of another operator of the same name',
      {
        nodes: [
          named('c', 'Clip', ['x'], ['a'], limits(-2, 2)),
          node('Neg', ['a'], ['b']),
          named('c', 'Clip', ['b'], ['y'], limits(0, 6)),
        ],
      },
      clipped(-2, 0).map((x) => -x),
    ],
    [
      'of an operator that is named by its output',
      {
        nodes: [
          named('s', 'Clip', ['x'], ['a'], limits(-1, 2)),
          node('Neg', ['a'], ['b']),
          node('Clip', ['b'], ['s'], limits(0, 6)),
          named('r', 'Relu', ['s'], ['y']),
        ],
      },
      clipped(-1, 0).map((x) => -x),
    ],
    [
      'of weights',
      {
        nodes: [named('c', 'Clip', ['x'], ['a'], limits(-1, 2)), node('Mul', ['a', 'c/min'], ['y'])], // prettier-ignore
        initializers: [floats('c/min', [], [3])],
      },
      clipped(-1, 2).map((x) => 3 * x),
    ],
    [
      'that operators give',
      {
        nodes: [
          named('c', 'Clip', ['x'], ['c/min'], limits(-1, 2)),
          node('Neg', ['c/min'], ['b']),
          named('c', 'Clip', ['b'], ['y'], limits(-1, 6)),
        ],
      },
      clipped(-1, 1).map((x) => -x),
    ],
  ])('do not take the place of those %s', async (_, made, expected) => {
    expectClose(await compute({ ...made, opset: 9 }, picture), expected);
  });
});

describe('constants that cannot be computed', () => {
  it('are named with all else that no layer expresses', async () => {
    const made: File = {
      nodes: [
        node('Gather', ['w', 'zero'], ['column'], [int('axis', 1)]),
        node('Mul', ['x', 'column'], ['a']),
        node('Shape', ['x'], ['s']),
        node('Add', ['s', 's'], ['t']),
        node('Sin', ['x'], ['b']),
        node('Reshape', ['b', 't'], ['c']),
        node('Add', ['a', 'c'], ['y']),
      ],
      initializers: [floats('w', [1, 2], [1, 2]), integers('zero', [0])],
    };
    await expect(read(made)).rejects.toMatchObject({
      code: 'ONNX_OPERATOR',
      message:
        'made.onnx: no layer expresses Gather of constants along another axis than 0 ("column"); Add of the number of pictures in a batch ("t"); Sin ("b"); export the network without them, or cut it before them',
    });
  });

  it('of the number of pictures, by way of floats, are not taken for that number', async () => {
    // (N, 2, 4, 6) to (2 N, 24), which a network for one picture cannot do.
    const made: File = {
      nodes: [
        node('Shape', ['x'], ['s'], [int('end', 1)]),
        node('Cast', ['s'], ['f'], [int('to', 1)]),
        node('Mul', ['f', 'two'], ['g']),
        node('Cast', ['g'], ['n'], [int('to', 7)]),
        node('Concat', ['n', 'rest'], ['shape'], [int('axis', 0)]),
        node('Reshape', ['x', 'shape'], ['y']),
      ],
      initializers: [floats('two', [], [2]), integers('rest', [-1])],
    };
    await expect(read(made)).rejects.toMatchObject({
      code: 'ONNX_OPERATOR',
      message: expect.stringContaining('Cast of the number of pictures in a batch ("n")') as string,
    });
  });
});

describe('padding and cutting', () => {
  it('Pad names its axes from either end', async () => {
    const made = between(['Pad', 18], [], []);
    const nodes = made.nodes.with(1, node('Pad', ['negative', 'pads', '', 'axes'], ['made']));
    const initializers = [integers('pads', [1, 2, 3, 4]), integers('axes', [-1, 2])];
    const expected = NdArray.build([2, 10, 10], ([c, row, column]) =>
      picture.padded([c!, row! - 2, column! - 1], 0),
    );
    expectClose(await compute({ nodes, initializers, opset: 18 }, picture), expected);
  });

  it('negative pads cut, as a slice does', async () => {
    const pads = between(['Pad', 17], [], [integers('pads', [0, 0, -1, 0, 0, 0, -1, -2])]);
    const expected = NdArray.build([2, 2, 4], ([c, row, column]) =>
      picture.at([c!, row! + 1, column!]),
    );
    expectClose(await compute(pads, picture), expected);
  });

  it('Split by a number of outputs makes the last part the smaller one', async () => {
    // 5 columns in three parts: 2, 2 and 1.
    const wide = ramp([1, 2, 5]);
    const nodes = [
      node('Split', ['x'], ['a', 'b', 'c'], [int('axis', 3), int('num_outputs', 3)]),
      node('Concat', ['c', 'b', 'a'], ['y'], [int('axis', 3)]),
    ];
    const from = [4, 2, 3, 0, 1];
    const expected = wide.map((_, [c, row, column]) => wide.at([c!, row!, from[column!]!]));
    expectClose(await compute({ nodes, opset: 18 }, wide), expected);
  });
});
