import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import {
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  type TensorProto,
} from '../proto/tensor_pb.js';
import { externalRange, isFloatType, rangeOfType, readConstant } from './constant.js';

type Fields = MessageInitShape<typeof TensorProtoSchema>;

function proto(dataType: number, fields: Fields): TensorProto {
  return create(TensorProtoSchema, { dims: [2n], ...fields, dataType });
}

/** The same two numbers of each type: as little-endian bytes, and listed as numbers; by hand from onnx.proto. */
const types: [
  name: keyof typeof DataType,
  values: [number, number],
  bytes: string,
  listed: Fields,
][] = [
  ['FLOAT', [1.5, -2], '0000c03f 000000c0', { floatData: [1.5, -2] }],
  ['DOUBLE', [1.5, -2], '000000000000f83f 00000000000000c0', { doubleData: [1.5, -2] }],
  ['FLOAT16', [1.5, -2], '003e 00c0', { int32Data: [0x3e00, 0xc000] }],
  ['BFLOAT16', [1.5, -2], 'c03f 00c0', { int32Data: [0x3fc0, 0xc000] }],
  ['INT8', [3, -2], '03 fe', { int32Data: [3, -2] }],
  ['UINT8', [3, 254], '03 fe', { int32Data: [3, 254] }],
  ['INT16', [3, -2], '0300 feff', { int32Data: [3, -2] }],
  ['UINT16', [3, 65534], '0300 feff', { int32Data: [3, 65534] }],
  ['INT32', [3, -2], '03000000 feffffff', { int32Data: [3, -2] }],
  ['BOOL', [0, 1], '00 01', { int32Data: [0, 1] }],
  ['INT64', [3, -2], '0300000000000000 feffffffffffffff', { int64Data: [3n, -2n] }],
  ['UINT32', [3, 4294967294], '03000000 feffffff', { uint64Data: [3n, 4294967294n] }],
  ['UINT64', [3, 2 ** 40], '0300000000000000 0000000000010000', { uint64Data: [3n, 2n ** 40n] }],
];

describe('elements of type', () => {
  it.each(types)('%s are read from bytes and from lists', (name, values, bytes, listed) => {
    const rawData = Uint8Array.from(Buffer.from(bytes.replace(' ', ''), 'hex'));
    const type = isFloatType(DataType[name])
      ? { dtype: 'float32' }
      : { dtype: 'float64', range: rangeOfType(DataType[name]) };
    for (const fields of [{ rawData }, listed]) {
      const { data, ...rest } = readConstant(proto(DataType[name], fields), 'a weight');
      expect([...data]).toEqual(values);
      expect(rest).toEqual({ ...type, shape: [2] });
    }
  });

  it('text, complex numbers and such are refused', () => {
    for (const type of [0, 8, 14]) {
      expect(() => readConstant(proto(type, {}), 'm.onnx: the weight "w"')).toThrow(
        `m.onnx: the weight "w" has elements of type ${type}, expected floats or integers`,
      );
    }
  });
});

it.each([
  ['too few', { floatData: [1] }, /has 1 elements, expected 2 for shape \(2\)/],
  ['too many', { floatData: [1, 2, 3] }, /has 3 elements, expected 2 for shape \(2\)/],
  ['a part of one', { rawData: Uint8Array.of(1, 2, 3) }, /^a weight: /],
])('refuses %s elements', (_, fields, words) => {
  expect(() => readConstant(proto(DataType.FLOAT, fields), 'a weight')).toThrowError(
    expect.objectContaining({
      code: 'ONNX_FORMAT',
      message: expect.stringMatching(words) as string,
    }),
  );
});

describe('elements in another file', () => {
  const range = (...externalData: { key: string; value: string }[]): unknown =>
    externalRange(proto(DataType.FLOAT, { externalData }), 'a weight');
  const location = { key: 'location', value: 'w.bin' };

  it('begin where it starts, and end where it ends, unless it says otherwise', () => {
    expect(range(location)).toEqual({ location: 'w.bin', offset: 0, length: undefined });
    const part = [{ key: 'offset', value: '4096' }, { key: 'length', value: '8' }]; // prettier-ignore
    expect(range(location, ...part)).toEqual({ location: 'w.bin', offset: 4096, length: 8 });
  });

  it.each([
    ['no name', [], 'whose name is missing'],
    ['a part of a byte', [location, { key: 'offset', value: '1.5' }], 'has offset "1.5"'],
    ['less than none', [location, { key: 'length', value: '-8' }], 'has length "-8"'],
  ])('are refused with %s', (_, entries, words) => {
    expect(() => range(...entries)).toThrowError(
      expect.objectContaining({
        code: 'ONNX_FORMAT',
        message: expect.stringContaining(words) as string,
      }),
    );
  });
});
