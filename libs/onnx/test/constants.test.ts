import { create } from '@bufbuild/protobuf';
import { elementCount, tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { float, int, ints } from '../src/attribute.js';
import { TensorProto_DataType as DataType } from '../src/proto/tensor_pb.js';
import {
  AttributeProto_AttributeType as Type,
  AttributeProtoSchema,
  type AttributeProto,
} from '../src/proto/onnx_pb.js';
import { Attributes } from '../src/read/attributes.js';
import { rangeOfType, type Constant } from '../src/read/constant.js';
import { foldNode } from '../src/read/fold-constants.js';

const integers = (...values: number[]): Constant =>
  tensor('float64', [values.length], Float64Array.from(values));
/** Integers of a type of fewer than 64 bits. */
const typed = (type: keyof typeof DataType, ...values: number[]): Constant => ({
  ...tensor('float64', [values.length], Float64Array.from(values)),
  range: rangeOfType(DataType[type])!,
});
const integer = (value: number): Constant => tensor('float64', [], Float64Array.of(value));
const floats = (...values: number[]): Constant =>
  tensor('float32', [values.length], Float32Array.from(values));
/** 0, 1, 2 … in a shape. */
const counted = (...shape: number[]): Constant =>
  tensor(
    'float32',
    shape,
    Float32Array.from({ length: elementCount(shape) }, (_, at) => at),
  );
const floatList = (name: string, values: number[]): AttributeProto =>
  create(AttributeProtoSchema, { name, type: Type.FLOATS, floats: values });

/** What an operator gives of constants; `undefined` stands for an input that is left out. */
function fold(
  type: string,
  operands: readonly (Constant | undefined)[],
  attributes: AttributeProto[] = [],
): Constant | undefined {
  const inputs = operands.map((operand, place) => (operand === undefined ? '' : `c${place}`));
  const where = 'a.onnx: operator "y"';
  const node = { name: 'y', type, inputs, outputs: ['y'], where };
  return foldNode(
    { ...node, attributes: new Attributes(attributes, where) },
    (name) => operands[Number(name.slice(1))],
  );
}

type Row = [string, readonly (Constant | undefined)[], AttributeProto[], number[], number[]];

describe('an operator of constants', () => {
  /** By the definitions at https://onnx.ai/onnx/operators, worked out by hand. */
  it.each<Row>([
    ['Constant', [], [int('value_int', 7)], [], [7]],
    ['Constant', [], [float('value_float', 0.5)], [], [0.5]],
    ['Constant', [], [ints('value_ints', [3, -1])], [2], [3, -1]],
    ['Constant', [], [floatList('value_floats', [0.5, 2])], [2], [0.5, 2]],
    ['ConstantOfShape', [integers(2, 3)], [], [2, 3], [0, 0, 0, 0, 0, 0]],
    ['Identity', [counted(2)], [], [2], [0, 1]],
    ['Cast', [floats(1.9, -1.9)], [int('to', 7)], [2], [1, -1]],
    ['Cast', [floats(0.5, 0, -2)], [int('to', 9)], [3], [1, 0, 1]],
    ['Cast', [integers(3, 0)], [int('to', 9)], [2], [1, 0]],
    ['Cast', [integers(3)], [int('to', 1)], [1], [3]],
    ['Cast', [integers(255, 0)], [int('to', DataType.UINT8)], [2], [255, 0]],
    ['Cast', [integers(NaN, -1)], [int('to', DataType.INT32)], [2], [NaN, -1]],
    ['Cast', [typed('INT32', 2 ** 31 - 1)], [int('to', DataType.INT64)], [1], [2 ** 31 - 1]],
    ['Cast', [integers(2 ** 63)], [int('to', DataType.INT64)], [1], [2 ** 63]],
    // Steps of 2^-9 from 2 on, and of 2^-24 below 2^-14; the even one of two.
    ['Cast', [floats(2.0001, 2 + 2 ** -10, 2 + 3 * 2 ** -10)], [int('to', DataType.FLOAT16)], [3], [2, 2, 2 + 2 ** -8]], // prettier-ignore
    ['Cast', [floats(-65504, 65519, 1e-9)], [int('to', DataType.FLOAT16)], [3], [-65504, 65504, 0]],
    ['Cast', [floats(3 * 2 ** -25, Infinity)], [int('to', DataType.FLOAT16)], [2], [2 ** -23, Infinity]], // prettier-ignore
    ['Cast', [integers(2049, 4)], [int('to', DataType.FLOAT16)], [2], [2048, 4]],
    ['Cast', [floats(1 + 2 ** -8, 1.0117188)], [int('to', DataType.BFLOAT16)], [2], [1, 1.015625]],
    ['Cast', [floats(1.1)], [int('to', DataType.DOUBLE)], [1], [Math.fround(1.1)]],
    ['Sub', [typed('UINT8', 255, 128), typed('UINT8', 128)], [], [2], [127, 0]],
    ['Mul', [typed('INT32', 2 ** 30), typed('INT32', -2)], [], [1], [-(2 ** 31)]],
    ['Reshape', [counted(6), integers(2, -1)], [], [2, 3], [0, 1, 2, 3, 4, 5]],
    ['Reshape', [counted(2, 3), integers(0, 3, 1)], [], [2, 3, 1], [0, 1, 2, 3, 4, 5]],
    ['Squeeze', [counted(1, 2, 1)], [], [2], [0, 1]],
    ['Squeeze', [counted(1, 2, 1), integers(-1)], [], [1, 2], [0, 1]],
    ['Unsqueeze', [counted(2), integers(0, -1)], [], [1, 2, 1], [0, 1]],
    ['Unsqueeze', [integer(5), integers(0)], [], [1], [5]],
    ['Transpose', [counted(2, 3)], [], [3, 2], [0, 3, 1, 4, 2, 5]],
    ['Transpose', [counted(1, 2, 3)], [ints('perm', [2, 0, 1])], [3, 1, 2], [0, 3, 1, 4, 2, 5]],
    ['Gather', [integers(8, 9, 10), integer(-1)], [], [], [10]],
    ['Gather', [counted(3, 2), integers(2, 0)], [], [2, 2], [4, 5, 0, 1]],
    ['Concat', [integers(1, 2), integers(3)], [int('axis', 0)], [3], [1, 2, 3]],
    ['Concat', [integers(1, 2), integers(3)], [int('axis', -1)], [3], [1, 2, 3]],
    ['Concat', [counted(1, 2), counted(2, 2)], [int('axis', -2)], [3, 2], [0, 1, 0, 1, 2, 3]],
    ['Slice', [integers(1, 2, 3, 4), integers(1), integers(-1)], [], [2], [2, 3]],
    ['Slice', [integers(1, 2, 3), integers(-2), integers(2 ** 31)], [], [2], [2, 3]],
    ['Slice', [integers(1, 2, 3), integers(3), integers(1)], [], [0], []],
    [
      'Slice',
      [integers(1, 2, 3, 4), integers(-1), integers(-(2 ** 31)), integers(0), integers(-2)],
      [],
      [2],
      [4, 2],
    ],
    [
      'Slice',
      [counted(2, 4), integers(1), integers(4), integers(-1), integers(2)],
      [],
      [2, 2],
      [1, 3, 5, 7],
    ],
    ['Expand', [floats(7), integers(2, 2)], [], [2, 2], [7, 7, 7, 7]],
    ['Expand', [counted(2, 1), integers(3)], [], [2, 3], [0, 0, 0, 1, 1, 1]],
    ['Range', [integer(1), integer(8), integer(3)], [], [3], [1, 4, 7]],
    ['Range', [integer(3), integer(0), integer(-1)], [], [3], [3, 2, 1]],
    ['Range', [integer(3), integer(3), integer(1)], [], [0], []],
    ['Equal', [integers(1, 2, 3), integer(2)], [], [3], [0, 1, 0]],
    ['Where', [integers(1, 0), floats(5, 6), floats(7)], [], [2], [5, 7]],
    ['Add', [counted(2, 1), counted(3)], [], [2, 3], [0, 1, 2, 1, 2, 3]],
    ['Sub', [integers(5, 1), integer(3)], [], [2], [2, -2]],
    ['Mul', [floats(0.5, -2), floats(4)], [], [2], [2, -8]],
    ['Div', [integers(7, -7), integer(2)], [], [2], [3, -3]],
    ['Div', [floats(7, -7), floats(2)], [], [2], [3.5, -3.5]],
    ['Pow', [floats(2, 3), floats(3)], [], [2], [8, 27]],
    ['Neg', [floats(2, -3)], [], [2], [-2, 3]],
    ['Sqrt', [floats(4, 2.25)], [], [2], [2, 1.5]],
    ['Reciprocal', [floats(4, -0.5)], [], [2], [0.25, -2]],
    ['Floor', [floats(1.5, -1.5)], [], [2], [1, -2]],
    ['Ceil', [floats(1.5, -1.5)], [], [2], [2, -1]],
  ])('%s, case %$', (type, operands, attributes, shape, values) => {
    const found = fold(type, operands, attributes);
    expect(found?.shape).toEqual(shape);
    expect(Array.from(found!.data)).toEqual(values);
  });

  it('keeps integers apart from floats, which are divided otherwise', () => {
    const types = [
      fold('Cast', [floats(1.5)], [int('to', 6)]),
      fold('Cast', [integers(1)], [int('to', 10)]),
      fold('Equal', [floats(1), floats(1)]),
      fold('Add', [integers(1), integers(1)]),
      fold('ConstantOfShape', [integers(1)]),
    ].map((each) => each?.dtype);
    expect(types).toEqual(['float64', 'float32', 'float64', 'float64', 'float32']);
  });

  it('keeps the type of integers in another shape or order', () => {
    const bytes = typed('UINT8', 3, 4);
    for (const [type, other] of [
      ['Reshape', integers(2, 1)],
      ['Transpose', undefined],
      ['Unsqueeze', integers(0)],
      ['Gather', integers(1, 0)],
      ['Expand', integers(2, 2)],
    ] as const) {
      const moved = fold(type, other ? [bytes, other] : [bytes])!;
      expect(() => fold('Sub', [moved, typed('UINT8', 4)]), type).toThrow('their type');
    }
  });

  it('is none where it reads something else, or is not known', () => {
    expect(fold('Sin', [floats(1)])).toBeUndefined();
    const attributes = new Attributes([], 'a');
    const node = { name: 'y', type: 'Neg', inputs: ['x'], outputs: ['y'], where: 'a', attributes };
    expect(foldNode(node, () => undefined)).toBeUndefined();
  });

  it.each<[string, string, readonly (Constant | undefined)[], AttributeProto[], RegExp]>([
    ['ONNX_FORMAT', 'Add', [counted(2), counted(3)], [], /\(2\) and \(3\), which do not fit/],
    [
      'ONNX_FORMAT',
      'Reshape',
      [counted(6), integers(4, 2)],
      [],
      /cannot give 6 elements the shape \(4, 2\)/,
    ],
    ['ONNX_FORMAT', 'Reshape', [counted(6), integers(4, -1)], [], /\(4, 1\.5\) is not a shape/],
    [
      'ONNX_FORMAT',
      'Squeeze',
      [counted(2, 1), integers(0)],
      [],
      /cannot give 2 elements the shape \(1\)/,
    ],
    ['ONNX_FORMAT', 'Gather', [integers(1, 2), integer(2)], [], /reads element 2 of 2/],
    ['ONNX_FORMAT', 'Gather', [integers(1, 2), integer(-3)], [], /reads element -1 of 2/],
    ['ONNX_FORMAT', 'Expand', [counted(2), integers(3)], [], /do not fit/],
    ['ONNX_OPERATOR', 'Range', [integer(0), integer(NaN), integer(1)], [], /in a batch/],
    ['ONNX_FORMAT', 'Range', [integer(0), integer(1), integer(0)], [], /shape \(Infinity\)/],
    [
      'ONNX_FORMAT',
      'Concat',
      [counted(1, 2), counted(1, 3)],
      [int('axis', 0)],
      /\(1, 2\) and \(1, 3\), which do not fit/,
    ],
    ['ONNX_FORMAT', 'Neg', [undefined], [], /lacks its input 0/],
    [
      'ONNX_OPERATOR',
      'Concat',
      [counted(2, 2), counted(2, 2)],
      [int('axis', -1)],
      /along another axis than 0/,
    ],
    [
      'ONNX_OPERATOR',
      'Concat',
      [counted(2, 2), counted(2, 2)],
      [int('axis', 1)],
      /along another axis than 0/,
    ],
    [
      'ONNX_OPERATOR',
      'Gather',
      [counted(2, 2), integer(0)],
      [int('axis', 1)],
      /along another axis than 0/,
    ],
    ['ONNX_OPERATOR', 'Mul', [integers(NaN, 3), integer(2)], [], /number of pictures in a batch/],
    ['ONNX_OPERATOR', 'Cast', [floats(NaN, 3)], [int('to', 7)], /number of pictures in a batch/],
    ['ONNX_OPERATOR', 'Cast', [floats(1)], [int('to', 8)], /^of constants to type 8$/],
    ['ONNX_FORMAT', 'Div', [integers(1), integer(0)], [], /^a\.onnx: operator "y" divides by 0$/],
    ['ONNX_OPERATOR', 'Squeeze', [counted(1, 2), integers(2)], [], /^along axis 2 of 2$/],
    ['ONNX_OPERATOR', 'Unsqueeze', [counted(2), integers(-3)], [], /^along axis -3 of 2$/],
    [
      'ONNX_OPERATOR',
      'Slice',
      [counted(2), integers(0), integers(1), integers(1)],
      [],
      /^along axis 1 of 1$/,
    ],
    ['ONNX_OPERATOR', 'Constant', [], [], /neither floats nor integers/],
  ])('is refused (%s): %s, case %$', (code, type, operands, attributes, words) => {
    expect(() => fold(type, operands, attributes)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(words) as string }),
    );
  });

  it.each<[string, readonly Constant[], AttributeProto[]]>([
    ['Cast', [integers(300)], [int('to', DataType.UINT8)]],
    ['Cast', [floats(-1)], [int('to', DataType.UINT32)]],
    ['Cast', [floats(Infinity)], [int('to', DataType.INT64)]],
    ['Cast', [floats(65520)], [int('to', DataType.FLOAT16)]],
    ['Cast', [floats(3.4e38)], [int('to', DataType.BFLOAT16)]],
    ['Sub', [typed('UINT8', 3), typed('UINT8', 128)], []],
    ['Mul', [typed('INT8', 100), typed('INT8', 2)], []],
    ['Mul', [typed('INT32', 1e5), typed('INT32', 1e5)], []],
    ['Add', [integers(2 ** 63), integers(2 ** 63)], []],
    ['Neg', [typed('INT16', -(2 ** 15))], []],
    ['Pow', [integers(2), integers(-1)], []],
  ])(
    'is refused with results that its type does not have: %s, case %$',
    (type, operands, attributes) => {
      expect(() => fold(type, operands, attributes)).toThrow(
        expect.objectContaining({
          code: 'ONNX_OPERATOR',
          message: 'of constants to numbers that their type does not have',
        }),
      );
    },
  );
});
