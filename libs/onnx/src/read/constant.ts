import {
  elementCount,
  bfloat16ToFloat32,
  float16ToFloat32,
  fromBytes,
  tensor,
  type Tensor,
} from '@gender/tensor';
import { toLength } from '../decode-model.js';
import { OnnxError } from '../onnx-error.js';
import {
  TensorProto_DataLocation as DataLocation,
  TensorProto_DataType as DataType,
  type TensorProto,
} from '../proto/tensor_pb.js';

/**
 * Numbers that do not depend on the input: weights, as 32-bit floats, or integers such as the lengths of
 * a shape, of any type in the file. Among integers `NaN` stands for the length of a batch, which is open.
 */
export type Constant = Tensor<'float32'> | (Tensor<'float64'> & { readonly range?: IntegerRange });

/** The numbers that a type of integers has; default: those of 64 bits. */
export type IntegerRange = readonly [least: number, greatest: number];

/** Gives the bytes of weights in another file. @param range - its name relative to the model, and which bytes; default: up to the end */
export type ReadExternalBytes = (range: ExternalRange) => Promise<Uint8Array>;

export interface ExternalRange {
  readonly location: string;
  readonly offset: number;
  readonly length: number | undefined;
}

type Floats = Float32Array | Float64Array;

interface ElementType {
  /** The elements of little-endian bytes. */
  readonly fromBytes: (bytes: Uint8Array) => Floats;
  /** The elements where the file lists them as numbers. */
  readonly listed: (proto: TensorProto) => Floats;
}

const integersOf = (numbers: ArrayLike<number | bigint>): Float64Array =>
  Float64Array.from(numbers, Number);

/** Integers of up to 32 bits are listed among `int32_data`. */
function integers(dtype: 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'bool'): ElementType {
  return {
    fromBytes: (bytes) => integersOf(fromBytes(dtype, bytes)),
    listed: ({ int32Data }) => integersOf(int32Data),
  };
}

/** Floats of 16 bits, whose bits are listed among `int32_data`. */
function halfFloats(widen: (bits: Uint16Array) => Float32Array): ElementType {
  return {
    fromBytes: (bytes) => widen(fromBytes('uint16', bytes)),
    listed: ({ int32Data }) => widen(Uint16Array.from(int32Data)),
  };
}

/** Every type of elements that is read, by its number in `TensorProto.DataType`. */
const elementTypes = new Map<number, ElementType>([
  [
    DataType.FLOAT,
    {
      fromBytes: (bytes) => fromBytes('float32', bytes),
      listed: ({ floatData }) => Float32Array.from(floatData),
    },
  ],
  [
    DataType.DOUBLE,
    {
      fromBytes: (bytes) => Float32Array.from(fromBytes('float64', bytes)),
      listed: ({ doubleData }) => Float32Array.from(doubleData),
    },
  ],
  [DataType.FLOAT16, halfFloats(float16ToFloat32)],
  [DataType.BFLOAT16, halfFloats(bfloat16ToFloat32)],
  [DataType.INT8, integers('int8')],
  [DataType.UINT8, integers('uint8')],
  [DataType.INT16, integers('int16')],
  [DataType.UINT16, integers('uint16')],
  [DataType.INT32, integers('int32')],
  [DataType.BOOL, integers('bool')],
  [
    DataType.INT64,
    {
      fromBytes: (bytes) => integersOf(fromBytes('int64', bytes)),
      listed: ({ int64Data }) => integersOf(int64Data),
    },
  ],
  [
    DataType.UINT32,
    {
      fromBytes: (bytes) => integersOf(fromBytes('uint32', bytes)),
      listed: ({ uint64Data }) => integersOf(uint64Data),
    },
  ],
  [
    DataType.UINT64,
    {
      fromBytes: (bytes) => integersOf(fromBytes('uint64', bytes)),
      listed: ({ uint64Data }) => integersOf(uint64Data),
    },
  ],
]);

const floatTypes: readonly number[] = [
  DataType.FLOAT,
  DataType.DOUBLE,
  DataType.FLOAT16,
  DataType.BFLOAT16,
];

/** Types of integers; the last of those of 64 bits are rounded, as their elements are. */
const integerRanges = new Map<number, IntegerRange>([
  [DataType.BOOL, [0, 1]],
  [DataType.INT8, [-(2 ** 7), 2 ** 7 - 1]],
  [DataType.UINT8, [0, 2 ** 8 - 1]],
  [DataType.INT16, [-(2 ** 15), 2 ** 15 - 1]],
  [DataType.UINT16, [0, 2 ** 16 - 1]],
  [DataType.INT32, [-(2 ** 31), 2 ** 31 - 1]],
  [DataType.UINT32, [0, 2 ** 32 - 1]],
  [DataType.INT64, [-(2 ** 63), 2 ** 63]],
  [DataType.UINT64, [0, 2 ** 64]],
]);

/** The numbers of a type of elements, by its number, or `undefined` where it is none of integers. */
export function rangeOfType(dataType: number): IntegerRange | undefined {
  return integerRanges.get(dataType);
}

/** Whether a type of elements, by its number, is one of floats. */
export function isFloatType(dataType: number): boolean {
  return floatTypes.includes(dataType);
}

/**
 * The elements of a tensor that the file holds itself.
 *
 * @param where - the file and the tensor, for messages
 * @throws OnnxError (`ONNX_FORMAT`) when it has another number of elements than its shape says, or elements that are no numbers.
 */
export function readConstant(proto: TensorProto, where: string): Constant {
  const { fromBytes, listed } = elementTypeOf(proto, where);
  const shape = shapeOf(proto, where);
  return checked(
    () => (proto.rawData.length > 0 ? fromBytes(proto.rawData) : listed(proto)),
    { shape, range: rangeOfType(proto.dataType) },
    where,
  );
}

/**
 * The elements of an initializer, in the file or in another one.
 *
 * @throws OnnxError as `readConstant` does, and (`ONNX_EXTERNAL`) as `readExternal` does.
 */
export async function readInitializer(
  proto: TensorProto,
  where: string,
  readExternal: ReadExternalBytes,
): Promise<Constant> {
  if (proto.dataLocation !== DataLocation.EXTERNAL) return readConstant(proto, where);
  const { fromBytes } = elementTypeOf(proto, where);
  const shape = shapeOf(proto, where);
  const bytes = await readExternal(externalRange(proto, where));
  const range = rangeOfType(proto.dataType);
  return checked(() => fromBytes(bytes), { shape, range }, where);
}

function elementTypeOf({ dataType }: TensorProto, where: string): ElementType {
  const type = elementTypes.get(dataType);
  if (type !== undefined) return type;
  throw new OnnxError(
    'ONNX_FORMAT',
    `${where} has elements of type ${dataType}, expected floats or integers`,
  );
}

function shapeOf({ dims }: TensorProto, where: string): number[] {
  return dims.map((length) => toLength(length, where));
}

/** Elements whose number is compared with the shape before anything else is made of them. */
function checked(
  read: () => Floats,
  { shape, range }: { shape: readonly number[]; range: IntegerRange | undefined },
  where: string,
): Constant {
  const data = elementsOf(read, where);
  if (data.length !== elementCount(shape)) {
    throw new OnnxError(
      'ONNX_FORMAT',
      `${where} has ${data.length} elements, expected ${elementCount(shape)} for shape (${shape.join(', ')})`,
    );
  }
  return data instanceof Float32Array
    ? tensor('float32', shape, data)
    : { ...tensor('float64', shape, data), ...(range && { range }) };
}

function elementsOf(read: () => Floats, where: string): Floats {
  try {
    return read();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new OnnxError('ONNX_FORMAT', `${where}: ${why}`, { cause });
  }
}

/** Where the elements of a tensor lie in another file. @throws OnnxError (`ONNX_FORMAT`) where it does not say so in full */
export function externalRange({ externalData }: TensorProto, where: string): ExternalRange {
  const entries = new Map(externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location');
  if (location === undefined) {
    throw new OnnxError('ONNX_FORMAT', `${where} lies in another file whose name is missing`);
  }
  const number = (key: string): number | undefined => {
    const text = entries.get(key);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= 0) return value;
    throw new OnnxError(
      'ONNX_FORMAT',
      `${where} has ${key} "${text}" in another file, expected bytes`,
    );
  };
  const { offset = 0, length } = { offset: number('offset'), length: number('length') };
  return { location, offset, length };
}
