import { describe, it } from 'vitest';
import { float, int, text } from '../src/attribute.js';
import type { AttributeProto } from '../src/proto/onnx_pb.js';
import { compute, expectClose, ramp } from './compute.js';
import { floats, node } from './made-file.js';
import { mean, NdArray, range, sum } from './nd-array.js';
import { erf } from './run-network.js';

/** Every expectation is the formula of https://onnx.ai/onnx/operators, written down for one picture `(C, H, W)`. */
const picture = ramp([2, 4, 6]);
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.log1p(Math.exp(x));
const constant = (name: string, { shape, data }: NdArray): ReturnType<typeof floats> =>
  floats(name, [...shape], [...data]);

describe('a function of each value', () => {
  it.each<[string, AttributeProto[], (x: number) => number]>([
    ['Relu', [], (x) => Math.max(x, 0)],
    ['LeakyRelu', [], (x) => (x < 0 ? 0.01 * x : x)],
    ['LeakyRelu', [float('alpha', 0.5)], (x) => (x < 0 ? 0.5 * x : x)],
    ['Sigmoid', [], sigmoid],
    ['Tanh', [], Math.tanh],
    ['Exp', [], Math.exp],
    ['Neg', [], (x) => -x],
    ['Abs', [], Math.abs],
    ['Softplus', [], softplus],
    ['Softsign', [], (x) => x / (1 + Math.abs(x))],
    ['Elu', [], (x) => (x < 0 ? Math.expm1(x) : x)],
    ['Elu', [float('alpha', 0.25)], (x) => (x < 0 ? 0.25 * Math.expm1(x) : x)],
    ['Selu', [], (x) => 1.0507 * (x > 0 ? x : 1.67326 * Math.expm1(x))],
    ['Mish', [], (x) => x * Math.tanh(softplus(x))],
    ['Swish', [], (x) => x * sigmoid(x)],
    ['Gelu', [], (x) => 0.5 * x * (1 + erf(x / Math.SQRT2))],
    [
      'Gelu',
      [text('approximate', 'tanh')],
      (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    ],
    ['ThresholdedRelu', [], (x) => (x > 1 ? x : 0)],
    ['ThresholdedRelu', [float('alpha', 2)], (x) => (x > 2 ? x : 0)],
    ['HardSigmoid', [], (x) => Math.max(0, Math.min(1, 0.2 * x + 0.5))],
    [
      'HardSigmoid',
      [float('alpha', 0.5), float('beta', 0.25)],
      (x) => Math.max(0, Math.min(1, 0.5 * x + 0.25)),
    ],
    ['HardSwish', [], (x) => x * Math.max(0, Math.min(1, x / 6 + 0.5))],
    ['Identity', [], (x) => x],
    ['Cast', [int('to', 1)], (x) => x],
    ['Dropout', [], (x) => x],
  ])('%s', async (opType, attributes, formula) => {
    // A neighbour on each side, since some of these need no layer.
    const nodes = [
      node('Neg', ['x'], ['negative']),
      node(opType, ['negative'], ['made'], attributes),
      node('Add', ['made', 'one'], ['y']),
    ];
    const found = await compute({ nodes, initializers: [floats('one', [], [1])] }, picture);
    expectClose(
      found,
      picture.map((x) => formula(-x) + 1),
    );
  });
});

describe('arithmetic with a constant', () => {
  const channels = new NdArray([2, 1, 1], [3, -2]);
  const columns = new NdArray([6], [1, 2, 3, -4, 5, 6]);
  const rows = new NdArray([4, 1], [1, 2, -3, 4]);
  const scalar = new NdArray([], [-2.5]);
  const shapes = { channels, columns, rows, scalar };
  const rules: Record<string, (a: number, b: number) => number> = {
    Add: (a, b) => a + b,
    Sub: (a, b) => a - b,
    Mul: (a, b) => a * b,
    Div: (a, b) => a / b,
    Sum: (a, b) => a + b,
  };
  const pairs = Object.keys(rules).flatMap((opType) =>
    Object.keys(shapes).map((shape) => [opType, shape as keyof typeof shapes] as const),
  );

  it.each(pairs)('%s of %s', async (opType, shape) => {
    const c = shapes[shape];
    const nodes = [node(opType, ['x', 'c'], ['y'])];
    const found = await compute({ nodes, initializers: [constant('c', c)] }, picture);
    expectClose(
      found,
      picture.map((x, place) => rules[opType]!(x, c.at(place))),
    );
  });

  it.each(pairs.filter(([opType]) => opType !== 'Div'))('%s of %s first', async (opType, shape) => {
    const c = shapes[shape];
    const nodes = [node(opType, ['c', 'x'], ['y'])];
    const found = await compute({ nodes, initializers: [constant('c', c)] }, picture);
    expectClose(
      found,
      picture.map((x, place) => rules[opType]!(c.at(place), x)),
    );
  });

  it.each<[string, number, (x: number) => number]>([
    ['Max', 0.5, (x) => Math.max(x, 0.5)],
    ['Min', -0.5, (x) => Math.min(x, -0.5)],
    ['Pow', 2, (x) => x * x],
  ])('%s with one number', async (opType, value, formula) => {
    const nodes = [node(opType, ['x', 'c'], ['y'])];
    const found = await compute({ nodes, initializers: [floats('c', [], [value])] }, picture);
    expectClose(found, picture.map(formula));
  });

  it('joins rescalings and limits in the order in which they come', async () => {
    const [two, three, four] = [2, 3, -4].map((value, at) => floats(`c${at}`, [], [value]));
    const nodes = [
      node('Sub', ['c0', 'x'], ['a']),
      node('Mul', ['a', 'c1'], ['b']),
      node('Max', ['b', 'c2'], ['c']),
      node('Min', ['c0', 'c'], ['y']),
    ];
    const found = await compute({ nodes, initializers: [two!, three!, four!] }, picture);
    expectClose(
      found,
      picture.map((x) => Math.min(2, Math.max(-4, (2 - x) * 3))),
    );
  });
});

describe('a normalisation', () => {
  it('BatchNormalization, by statistics of the channels', async () => {
    const [scale, shift, mu, variance] = [
      [2, -1],
      [0.5, 1],
      [1, -1],
      [4, 0.25],
    ].map((v) => v);
    const initializers = [scale, shift, mu, variance].map((v, at) => floats(`p${at}`, [2], v!));
    const attributes = [float('epsilon', 0.5)];
    const nodes = [node('BatchNormalization', ['x', 'p0', 'p1', 'p2', 'p3'], ['y'], attributes)];
    const expected = picture.map(
      (x, [c]) => (scale![c!]! * (x - mu![c!]!)) / Math.sqrt(variance![c!]! + 0.5) + shift![c!]!,
    );
    expectClose(await compute({ nodes, initializers }, picture), expected);
  });

  it('InstanceNormalization, of each channel by its own places', async () => {
    const initializers = [floats('s', [2], [2, -1]), floats('b', [2], [0.5, 1])];
    const nodes = [node('InstanceNormalization', ['x', 's', 'b'], ['y'], [float('epsilon', 0.5)])];
    const expected = picture.map((x, place) => {
      const all = picture.along(place, [1, 2]);
      const variance = mean(all.map((each) => (each - mean(all)) ** 2));
      const [scale, shift] = place[0] === 0 ? [2, 0.5] : [-1, 1];
      return (scale * (x - mean(all))) / Math.sqrt(variance + 0.5) + shift;
    });
    expectClose(await compute({ nodes, initializers }, picture), expected);
  });

  it.each([-1, 3, 2, -2, 1])('LayerNormalization from axis %d on', async (axis) => {
    const axes = range(3).slice(((axis + 4) % 4) - 1);
    const shape = axes.map((each) => picture.shape[each]!);
    const [scale, shift] = [ramp(shape, 0.5), ramp(shape, -0.125)];
    const initializers = [constant('s', scale), constant('b', shift)];
    const attributes = [int('axis', axis), float('epsilon', 0.5)];
    const nodes = [node('LayerNormalization', ['x', 's', 'b'], ['y'], attributes)];
    const expected = picture.map((x, place) => {
      const all = picture.along(place, axes);
      const variance = mean(all.map((each) => (each - mean(all)) ** 2));
      return ((x - mean(all)) / Math.sqrt(variance + 0.5)) * scale.at(place) + shift.at(place);
    });
    expectClose(await compute({ nodes, initializers, opset: 17 }, picture), expected);
  });

  it.each([1, 2, 3, -1])('LpNormalization along axis %d', async (axis) => {
    const nodes = [node('LpNormalization', ['x'], ['y'], [int('axis', axis)])];
    const expected = picture.map(
      (x, place) => x / Math.hypot(...picture.along(place, [((axis + 4) % 4) - 1])),
    );
    expectClose(await compute({ nodes }, picture), expected);
  });

  it.each([1, 2, 3, 4])('LRN over %d channels', async (size) => {
    const deep = ramp([5, 2, 2]);
    const attributes = [
      int('size', size),
      float('alpha', 0.5),
      float('beta', 0.75),
      float('bias', 2),
    ];
    const nodes = [node('LRN', ['x'], ['y'], attributes)];
    const expected = deep.map((x, [c, row, column]) => {
      const near = range(5).filter(
        (at) => at >= c! - Math.floor((size - 1) / 2) && at <= c! + Math.ceil((size - 1) / 2),
      );
      const squares = sum(near.map((at) => deep.at([at, row!, column!]) ** 2));
      return x / (2 + (0.5 / size) * squares) ** 0.75;
    });
    expectClose(await compute({ nodes }, deep), expected);
  });

  it.each<[number, number, number[]]>([
    [13, -1, [2]],
    [13, 1, [0]],
    [13, 2, [1]],
    // Before operator set 13 all axes from the one named on are taken together.
    [12, 1, [0, 1, 2]],
    [12, 2, [1, 2]],
    [12, -1, [2]],
  ])('Softmax of set %d along axis %d', async (opset, axis, axes) => {
    const nodes = [node('Softmax', ['x'], ['y'], [int('axis', axis)])];
    const expected = picture.map(
      (x, place) => Math.exp(x) / sum(picture.along(place, axes).map(Math.exp)),
    );
    expectClose(await compute({ nodes, opset }, picture), expected);
  });

  it('PRelu, with slopes of the channels, the columns, or one', async () => {
    for (const slopes of [new NdArray([2, 1, 1], [0.5, -2]), ramp([6]), new NdArray([1], [3])]) {
      const nodes = [node('PRelu', ['x', 's'], ['y'])];
      const found = await compute({ nodes, initializers: [constant('s', slopes)] }, picture);
      expectClose(
        found,
        picture.map((x, place) => (x < 0 ? slopes.at(place) * x : x)),
      );
    }
  });
});

describe('a product with a matrix', () => {
  const vector = ramp([3]);
  const matrix = ramp([3, 2]);
  const times = (x: NdArray, b: NdArray): number[] =>
    range(2).map((unit) => sum(x.data.map((value, at) => value * b.at([at, unit]))));

  it.each<
    [string, AttributeProto[], boolean, number[] | undefined, (product: number[]) => number[]]
  >([
    ['plain', [], false, undefined, (p) => p],
    ['transposed', [int('transB', 1)], true, undefined, (p) => p],
    ['with a summand', [], false, [5, -7], ([a, b]) => [a! + 5, b! - 7]],
    ['with one number', [], false, [5], (p) => p.map((each) => each + 5)],
    [
      'with factors',
      [float('alpha', 0.5), float('beta', -2), int('transB', 1)],
      true,
      [5, -7],
      ([a, b]) => [0.5 * a! - 10, 0.5 * b! + 14],
    ],
  ])('Gemm %s', async (_, attributes, isTransposed, summand, expected) => {
    const b = isTransposed ? matrix.transpose([1, 0]) : matrix;
    const inputs = summand ? ['x', 'b', 'c'] : ['x', 'b'];
    const initializers = [
      constant('b', b),
      ...(summand ? [floats('c', [summand.length], summand)] : []),
    ];
    const found = await compute(
      { nodes: [node('Gemm', inputs, ['y'], attributes)], initializers },
      vector,
    );
    expectClose(found, new NdArray([2], expected(times(vector, matrix))));
  });

  it('MatMul takes the last axis of a map, which are its columns', async () => {
    const weights = ramp([6, 3]);
    const found = await compute(
      { nodes: [node('MatMul', ['x', 'w'], ['y'])], initializers: [constant('w', weights)] },
      picture,
    );
    const expected = NdArray.build([2, 4, 3], ([c, row, unit]) =>
      sum(range(6).map((at) => picture.at([c!, row!, at]) * weights.at([at, unit!]))),
    );
    expectClose(found, expected);
  });

  it('Gemm of a flattened map takes its rows in the order of ONNX, channels first', async () => {
    const weights = ramp([48, 2], 0.0625);
    const nodes = [node('Flatten', ['x'], ['f']), node('Gemm', ['f', 'w'], ['y'])];
    const found = await compute({ nodes, initializers: [constant('w', weights)] }, picture);
    expectClose(found, new NdArray([2], times(picture, weights)));
  });
});
