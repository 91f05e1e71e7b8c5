import { TensorError } from './tensor-error.js';

/** The element types that a tensor can have, with NumPy's names. `bool` is stored as bytes 0 and 1. */
export type DType = keyof TypedArrays;

/** The typed array that holds the elements of each dtype. */
export interface TypedArrays {
  float32: Float32Array;
  float64: Float64Array;
  int8: Int8Array;
  uint8: Uint8Array;
  int16: Int16Array;
  uint16: Uint16Array;
  int32: Int32Array;
  uint32: Uint32Array;
  int64: BigInt64Array;
  uint64: BigUint64Array;
  bool: Uint8Array;
}

interface TypedArrayConstructor<A> {
  new (length: number): A;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): A;
  readonly BYTES_PER_ELEMENT: number;
}

const constructors: { readonly [D in DType]: TypedArrayConstructor<TypedArrays[D]> } = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
};

/** Every dtype. */
export const dtypes = Object.keys(constructors) as readonly DType[];

/** The size of one element in bytes. */
export function bytesPerElement(dtype: DType): number {
  return constructors[dtype].BYTES_PER_ELEMENT;
}

/** A typed array of `length` zeros. */
export function zeros<D extends DType>(dtype: D, length: number): TypedArrays[D] {
  return new constructors[dtype](length);
}

/**
 * Little-endian bytes as a typed array: a view where the alignment allows it, otherwise a copy.
 *
 * @throws TensorError when the bytes are not a whole number of elements.
 */
export function fromBytes<D extends DType>(dtype: D, bytes: Uint8Array): TypedArrays[D] {
  const constructor: TypedArrayConstructor<TypedArrays[D]> = constructors[dtype];
  const size = constructor.BYTES_PER_ELEMENT;
  if (bytes.byteLength % size !== 0) {
    throw new TensorError(
      'TENSOR_SHAPE',
      `${bytes.byteLength} bytes are not a whole number of ${dtype} elements of ${size} bytes`,
    );
  }
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return new constructor(aligned.buffer, aligned.byteOffset, aligned.byteLength / size);
}
