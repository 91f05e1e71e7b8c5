import {
  bfloat16ToFloat32,
  bytesPerElement,
  float16ToFloat32,
  fromBytes,
  type DType,
  type TypedArrays,
} from '@gender/tensor';
import type { Metadata } from 'h5wasm/node';
import type { NumberFormat } from './number-format.js';

/** HDF5's numbers for its classes of types (`H5T_class_t`). */
export const TypeClass = {
  integer: 0,
  float: 1,
  string: 3,
  compound: 6,
  reference: 7,
  enumeration: 8,
  variable: 9,
} as const;

/** How stored numbers become elements of a tensor. */
export interface ElementType<D extends DType = DType> {
  readonly dtype: D;
  /** Little-endian stored bytes as elements. */
  decode(bytes: Uint8Array): TypedArrays[D];
}

/** How numbers of a stored type are read; `undefined` for what are no numbers we know. */
export function elementType(
  metadata: Pick<Metadata, 'type' | 'size' | 'signed' | 'enum_type'>,
  format: NumberFormat,
): ElementType | undefined {
  const { size } = metadata;
  if (format === 'other') return undefined;
  if (metadata.type === TypeClass.float) {
    if (size === 2) return format === 'bfloat16' ? brainFloat : halfFloat;
    return size === 4 ? plain('float32') : size === 8 ? plain('float64') : undefined;
  }
  if (isBoolean(metadata)) return plain('bool');
  if (metadata.type === TypeClass.integer || metadata.type === TypeClass.enumeration) {
    const dtype = (metadata.signed ? signed : unsigned)[size];
    return dtype && plain(dtype);
  }
  return undefined;
}

/** The HDF5 type under which a tensor's elements are stored. */
export function storedType(dtype: DType): Pick<Metadata, 'type' | 'size' | 'signed'> {
  const size = bytesPerElement(dtype);
  const type = dtype.startsWith('float') ? TypeClass.float : TypeClass.integer;
  return { type, size, signed: dtype.startsWith('int') };
}

const halfFloat: ElementType<'float32'> = {
  dtype: 'float32',
  decode: (bytes) => float16ToFloat32(fromBytes('uint16', bytes)),
};

const brainFloat: ElementType<'float32'> = {
  dtype: 'float32',
  decode: (bytes) => bfloat16ToFloat32(fromBytes('uint16', bytes)),
};

const signed: Partial<Record<number, DType>> = { 1: 'int8', 2: 'int16', 4: 'int32', 8: 'int64' };
const unsigned: Partial<Record<number, DType>> = {
  1: 'uint8',
  2: 'uint16',
  4: 'uint32',
  8: 'uint64',
};

function plain<D extends DType>(dtype: D): ElementType<D> {
  return { dtype, decode: (bytes) => fromBytes(dtype, bytes) };
}

/** h5py stores booleans as an enumeration of FALSE and TRUE. */
function isBoolean({
  type,
  size,
  enum_type: enumeration,
}: Pick<Metadata, 'type' | 'size' | 'enum_type'>): boolean {
  return (
    type === TypeClass.enumeration &&
    size === 1 &&
    enumeration?.members['FALSE'] === 0 &&
    enumeration.members['TRUE'] === 1
  );
}
