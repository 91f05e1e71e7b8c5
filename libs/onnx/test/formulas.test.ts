import { describe, expect, it } from 'vitest';
import { float, int, ints, text } from '../src/attribute.js';
import type { AttributeProto } from '../src/proto/onnx_pb.js';
import { compute, expectClose, ramp } from './compute.js';
import { floats, integers, node, read, type File } from './made-file.js';
import { mean } from './nd-array.js';
import { erf } from './run-network.js';

const picture = ramp([2, 4, 6]);

/**
 * A file of lines such as `a = Mul x 0.5`; numbers become constants of one number, `[1,2]` lists of integers, `(1,2)`
 * vectors of floats. Attributes go by the name of what they belong to.
 */
function file(program: string, attributes: Record<string, AttributeProto[]> = {}): File {
  const initializers = new Map<string, NonNullable<File['initializers']>[number]>();
  const operand = (word: string): string => {
    const list = (): number[] => word.slice(1, -1).split(',').map(Number);
    if (word.startsWith('[')) initializers.set(word, integers(word, list()));
    else if (word.startsWith('(')) initializers.set(word, floats(word, [list().length], list()));
    else if (!Number.isNaN(Number(word))) initializers.set(word, floats(word, [], [Number(word)]));
    return word;
  };
  const nodes = program.split(';').map((line) => {
    const [output, , opType, ...inputs] = line.trim().split(' ');
    return node(opType!, inputs.map(operand), [output!], attributes[output!]);
  });
  return { nodes, initializers: [...initializers.values()] };
}

const half = 1 / 2;
const tanhGelu = (x: number): number =>
  half * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
const gelu = (x: number): number => half * x * (1 + erf(x / Math.SQRT2));
const hardSigmoid = (x: number): number => Math.max(0, Math.min(1, x / 6 + half));

describe('a formula', () => {
  it.each<[string, string, (x: number) => number, string[]]>([
    ['SiLU', 's = Sigmoid x; y = Mul s x', (x) => x / (1 + Math.exp(-x)), ['swish']],
    [
      'Mish',
      'a = Softplus x; b = Tanh a; y = Mul x b',
      (x) => x * Math.tanh(Math.log1p(Math.exp(x))),
      ['mish'],
    ],
    ['softsign', 'a = Abs x; b = Add 1 a; y = Div x b', (x) => x / (1 + Math.abs(x)), ['softsign']],
    [
      'GELU, the half first',
      'a = Mul x 0.70710678; b = Erf a; c = Add b 1; d = Mul x 0.5; y = Mul d c',
      gelu,
      ['gelu'],
    ],
    [
      'GELU, the half last',
      'a = Div x 1.4142135; b = Erf a; c = Add b 1; d = Mul x c; y = Mul d 0.5',
      gelu,
      ['gelu'],
    ],
    [
      'GELU by tanh',
      'a = Pow x 3; b = Mul a 0.044715; c = Add x b; d = Mul c 0.7978846; e = Tanh d; f = Add e 1; g = Mul x f; y = Mul 0.5 g',
      tanhGelu,
      ['gelu'],
    ],
    [
      'hard-swish, divided last',
      'a = Add x 3; b = Clip a 0 6; c = Mul x b; y = Div c 6',
      (x) => x * hardSigmoid(x),
      ['hardSigmoid', 'multiply'],
    ],
    [
      'hard-swish, divided first',
      'a = Add x 3; b = Relu a; c = Min b 6; d = Div c 6; y = Mul d x',
      (x) => x * hardSigmoid(x),
      ['hardSigmoid', 'multiply'],
    ],
    ['hard sigmoid', 'a = Add 3 x; b = Clip a 0 6; y = Div b 6', hardSigmoid, ['hardSigmoid']],
    [
      'hard sigmoid of another slope',
      'a = Mul x 0.25; b = Add a 0.5; y = Clip b 0 1',
      (x) => Math.max(0, Math.min(1, x / 4 + half)),
      ['hardSigmoid'],
    ],
    [
      'ReLU above a threshold',
      'a = Add x -2; b = Sign a; c = Max b 0; y = Mul x c',
      (x) => (x > 2 ? x : 0),
      ['thresholdedRelu'],
    ],
  ])('of %s is one function', async (_, program, formula, types) => {
    const made = file(program);
    expectClose(await compute(made, picture), picture.map(formula));
    expect(
      (await read({ ...made, shape: ['N', ...picture.shape] })).layers.map(({ type }) => type),
    ).toEqual(types);
  });

  it('of ELU keeps the alpha that the operator has itself', async () => {
    const made = file('a = Max x 0; b = Min x 0; c = Elu b; d = Mul c 0.5; y = Add a d', {
      c: [float('alpha', 3)],
    });
    expectClose(
      await compute(made, picture),
      picture.map((x) => (x > 0 ? x : 1.5 * Math.expm1(x))),
    );
  });

  it.each<[string, string]>([
    ['another number', 'a = Mul x 0.7; b = Erf a; c = Add b 1; d = Mul x c; y = Mul d 0.5'],
    [
      'another tensor',
      'n = Neg x; a = Mul n 0.70710678; b = Erf a; c = Add b 1; d = Mul x c; y = Mul d 0.5',
    ],
  ])('that has %s is not taken for the one it resembles', async (_, program) => {
    await expect(read(file(program))).rejects.toMatchObject({
      code: 'ONNX_OPERATOR',
      message: expect.stringContaining('Erf ("b")') as string,
    });
  });

  it.each<[string, Record<string, AttributeProto[]>]>([
    ['n = ReduceL2 x [1]; y = Div x n', {}],
    ['s = Mul x x; r = ReduceSum s [-3]; n = Sqrt r; m = Max n 1e-12; y = Div x m', {}],
    ['s = Pow x 2; r = ReduceSum s [1]; n = Pow r 0.5; y = Div x n', {}],
    ['n = ReduceL2 x; y = Div x n', { n: [ints('axes', [1])] }],
    [
      's = Mul x x; r = ReduceSum s [1]; m = Max r 1e-10; n = Sqrt m; i = Reciprocal n; y = Mul x i',
      {},
    ],
  ])('of unit length: %s', async (program, attributes) => {
    const expected = picture.map((x, place) => x / Math.hypot(...picture.along(place, [0])));
    expectClose(await compute(file(program, attributes), picture), expected);
  });

  it('of unit length with an upper limit of the norm is another one, and refused', async () => {
    const made = file('n = ReduceL2 x [1]; c = Clip n 1e-12 5; y = Div x c');
    await expect(read(made)).rejects.toMatchObject({
      code: 'ONNX_OPERATOR',
      message: expect.stringContaining('ReduceL2 ("n"); ') as string,
    });
    const open = file('n = ReduceL2 x [1]; c = Clip n 1e-12; y = Div x c');
    const expected = picture.map((x, place) => x / Math.hypot(...picture.along(place, [0])));
    expectClose(await compute(open, picture), expected);
  });

  it('of unit length without a kept axis is another one, and refused', async () => {
    const made = file('n = ReduceL2 x [3]; y = Div x n', { n: [int('keepdims', 0)] });
    await expect(read(made)).rejects.toMatchObject({ code: 'ONNX_OPERATOR' });
  });

  it.each([
    ['', ''],
    ['; h = Mul g (1,2,3,4,5,6); y = Add h (6,5,4,3,2,1)', 'scaled and shifted'],
  ])('of layer normalisation%s', async (end) => {
    const program =
      'm = ReduceMean x [-1]; c = Sub x m; s = Pow c 2; v = ReduceMean s [-1]; w = Add v 0.5; r = Sqrt w; g = Div c r';
    const made = end === '' ? file(program.replace('g =', 'y =')) : file(program + end);
    const expected = picture.map((x, place) => {
      const all = picture.along(place, [2]);
      const normal =
        (x - mean(all)) / Math.sqrt(mean(all.map((each) => (each - mean(all)) ** 2)) + half);
      const column = place[2]!;
      return end === '' ? normal : normal * (1 + column) + 6 - column;
    });
    expectClose(await compute({ ...made, opset: 18 }, picture), expected);
  });
});

describe('what no layer expresses exactly', () => {
  const conv = (...attributes: AttributeProto[]): File => ({
    nodes: [node('ConvTranspose', ['x', 'w'], ['y'], attributes)],
    initializers: [floats('w', [2, 1, 1, 1], [1, 2])],
  });
  const resize = (sizes: number[], ...attributes: AttributeProto[]): File => ({
    nodes: [node('Resize', ['x', '', '', 's'], ['y'], attributes)],
    initializers: [integers('s', sizes)],
  });
  const second = (
    opType: string,
    inputs: string[],
    initializers: File['initializers'] = [],
  ): File => ({
    nodes: [node(opType, inputs, ['a', 'b']), node('Relu', ['b'], ['y'])],
    initializers,
  });

  it.each<[string, File, RegExp]>([
    [
      'a cast to integers',
      file('a = Cast x; y = Relu a', { a: [int('to', 7)] }),
      /Cast to integers/,
    ],
    [
      'a cast to truth values',
      file('a = Cast x; y = Relu a', { a: [int('to', 9)] }),
      /Cast to integers/,
    ],
    ['the mask of a dropout', second('Dropout', ['x']), /Dropout with its output "b"/],
    [
      'the places of maxima',
      {
        ...second('MaxPool', ['x']),
        nodes: [
          node('MaxPool', ['x'], ['a', 'b'], [ints('kernel_shape', [2, 2])]),
          node('Relu', ['b'], ['y']),
        ],
      },
      /MaxPool with indices/,
    ],
    [
      'the mean of a layer normalisation',
      second('LayerNormalization', ['x', 's'], [floats('s', [6], Array<number>(6).fill(1))]),
      /LayerNormalization with its output "b"/,
    ],
    ['a dilated transposed convolution', conv(ints('dilations', [2, 2])), /with dilations/],
    [
      'a transposed convolution to a size beyond its own',
      conv(ints('output_shape', [40, 6])),
      /to a size of 40 × 6/,
    ],
    [
      'a transposed convolution beyond its pads',
      conv(ints('output_padding', [1, 1]), ints('strides', [2, 2])),
      /output padding beyond its pads/,
    ],
    [
      'a transposed convolution to a size with output padding, which moves what is cut off',
      conv(ints('output_shape', [3, 5]), ints('output_padding', [1, 0]), ints('strides', [1, 1])),
      /with an output padding beside the size of its output/,
    ],
    [
      'more pictures by resizing',
      {
        nodes: [node('Resize', ['x', '', 's'], ['y'])],
        initializers: [floats('s', [4], [2, 1, 2, 2])],
      },
      /Resize by the factors \(2, 1, 2, 2\)/,
    ],
    ['an axis to squeeze that is not there', file('a = Squeeze x [4]; y = Relu a'), /axis 4 of 4/],
    ['other channels by resizing', resize([1, 4, 8, 12]), /Resize by the factors \(1, 2, 2, 2\)/],
    ['fewer rows', resize([1, 2, 2, 12]), /by the factors/],
    ['a broken factor', resize([1, 2, 6, 12]), /by the factors/],
    [
      'a size with the aspect ratio kept',
      resize([1, 2, 8, 18], text('keep_aspect_ratio_policy', 'not_larger')),
      /aspect ratio/,
    ],
    ['cubic interpolation', resize([1, 2, 8, 12], text('mode', 'cubic')), /of mode cubic/],
    [
      'aligned corners',
      resize(
        [1, 2, 8, 12],
        text('mode', 'linear'),
        text('coordinate_transformation_mode', 'align_corners'),
      ),
      /align_corners/,
    ],
    ['a power', file('y = Pow x 3'), /Pow with the exponent 3/],
    ['a division by an activation', file('a = Exp x; y = Div x a'), /Div by an activation/],
    ['limits out of order', file('y = Clip x 2 1'), /limits out of order/],
    ['another norm', file('y = LpNormalization x', { y: [int('p', 1)] }), /norm of order 1/],
    [
      'a swish of another slope',
      file('y = Swish x', { y: [float('alpha', 2)] }),
      /alpha other than 1/,
    ],
    ['a SELU of its own', file('y = Selu x', { y: [float('alpha', 2)] }), /constants of its own/],
    ['steps of a slice', file('y = Slice x [0] [4] [2] [2]'), /Slice in steps/],
    ['a slice of the batch', file('y = Slice x [0] [1] [0]'), /Slice of the batch/],
    ['other padding than zeros', file('y = Pad x [0,0,1,1,0,0,1,1] 2'), /another value than 0/],
    ['pads of both signs', file('y = Pad x [0,0,1,-1,0,0,1,-1]'), /pads of both signs/],
    ['a joint of batches', file('y = Concat x x', { y: [int('axis', 0)] }), /Concat of batches/],
    [
      'an axis that is not there',
      file('y = Softmax x', { y: [int('axis', 4)] }),
      /Softmax along axis 4 of 4/,
    ],
    ['a long axis squeezed', file('a = Squeeze x [1]; y = Relu a'), /Squeeze of axis 1/],
    [
      'a split of the batch',
      second('Split', ['x', 's'], [integers('s', [1, 1])]),
      /Split of NaN into \(1, 1\)/,
    ],
    ['dropout in training', { ...file('y = Dropout x 0.5 1') }, /Dropout in training mode/],
    [
      'batch statistics',
      {
        nodes: [
          node('BatchNormalization', ['x', 's', 's', 's', 's'], ['y'], [int('training_mode', 1)]),
        ],
        initializers: [floats('s', [2], [1, 1])],
      },
      /in training mode/,
    ],
  ])('%s', async (_, made, words) => {
    await expect(read(made)).rejects.toMatchObject({
      code: 'ONNX_OPERATOR',
      message: expect.stringMatching(words) as string,
    });
  });

  it('is refused as a file where weights are there twice', async () => {
    const initializers = [floats('w', [], [1]), floats('w', [], [2])];
    await expect(
      read({ nodes: [node('Add', ['x', 'w'], ['y'])], initializers }),
    ).rejects.toMatchObject({
      code: 'ONNX_FORMAT',
      message: 'made.onnx: initializer "w" is there twice',
    });
  });
});
