import {
  bytesPerElement,
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

/** The types by the names that the format gives them. */
const storedTypes: ReadonlyMap<string, StoredType> = new Map<string, StoredType>([
  ['F64', plain('float64')],
  ['F32', plain('float32')],
  ['F16', { size: 2, decode: fromHalves(float16ToFloat32) }],
  ['BF16', { size: 2, decode: fromHalves(bfloat16ToFloat32) }],
  ['I64', plain('int64')],
  ['I32', plain('int32')],
  ['I16', plain('int16')],
  ['I8', plain('int8')],
  ['U64', plain('uint64')],
  ['U32', plain('uint32')],
  ['U16', plain('uint16')],
  ['U8', plain('uint8')],
  ['BOOL', plain('bool')],
  ['F8_E4M3', { size: 1 }],
  ['F8_E5M2', { size: 1 }],
  ['F8_E8M0', { size: 1 }],
  ['C64', { size: 8 }],
]);

/** `undefined` for a name that the format did not have when this was written. */
export function storedType(name: string): StoredType | undefined {
  return storedTypes.get(name);
}

/** The format's name of a tensor's type. */
export function typeName(dtype: DType): string {
  if (dtype === 'bool') return 'BOOL';
  const [, kind = '', bits = ''] = /^(\D+)(\d+)$/.exec(dtype) ?? [];
  return `${kind === 'uint' ? 'U' : kind === 'int' ? 'I' : 'F'}${bits}`;
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

/** A bfloat16 is the upper half of a 32-bit float. */
function bfloat16ToFloat32(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (upper) => upper << 16).buffer);
}
