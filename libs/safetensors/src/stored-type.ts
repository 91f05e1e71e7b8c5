import {
  bytesPerElement,
  dtypes,
  bfloat16ToFloat32,
  float16ToFloat32,
  fromBytes,
  tensor,
  type DType,
  type Tensor,
} from '@gender/tensor';

/** How elements of a type are stored and read. */
interface StoredType {
  /** Bytes of an element. */
  readonly size: number;
  /** Elements as a tensor; absent where tensors have no such elements. */
  readonly decode?: (shape: readonly number[], bytes: Uint8Array) => Tensor;
}

/** The format's name of a tensor's type. */
export const typeNames: Readonly<Record<DType, string>> = {
  float64: 'F64',
  float32: 'F32',
  int64: 'I64',
  int32: 'I32',
  int16: 'I16',
  int8: 'I8',
  uint64: 'U64',
  uint32: 'U32',
  uint16: 'U16',
  uint8: 'U8',
  bool: 'BOOL',
};

/** The types by the names that the format gives them. */
const storedTypes: ReadonlyMap<string, StoredType> = new Map<string, StoredType>([
  ...dtypes.map((dtype) => [typeNames[dtype], plain(dtype)] as const),
  ['F16', { size: 2, decode: fromHalves(float16ToFloat32) }],
  ['BF16', { size: 2, decode: fromHalves(bfloat16ToFloat32) }],
  ['F8_E4M3', { size: 1 }],
  ['F8_E5M2', { size: 1 }],
  ['F8_E8M0', { size: 1 }],
  ['C64', { size: 8 }],
]);

/** `undefined` for a name that the format did not have when this was written. */
export function storedType(name: string): StoredType | undefined {
  return storedTypes.get(name);
}

function plain(dtype: DType): StoredType {
  return {
    size: bytesPerElement(dtype),
    decode: (shape, bytes) => tensor(dtype, shape, fromBytes(dtype, bytes)),
  };
}

function fromHalves(toFloat32: (bits: Uint16Array) => Float32Array): StoredType['decode'] {
  return (shape, bytes) => tensor('float32', shape, toFloat32(fromBytes('uint16', bytes)));
}
