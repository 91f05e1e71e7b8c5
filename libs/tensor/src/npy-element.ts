import { bytesPerElement, dtypes, fromBytes, type DType, type TypedArrays } from './dtype.js';
import { float16ToFloat32 } from './half-float.js';

/** How the elements of an `.npy` file are stored, and what they are read as. */
export interface NpyElement {
  /** As the file names them: `<f4`, `>f2`. */
  readonly descriptor: string;
  /** The dtype of a tensor of them; float16 is read as float32, which keeps it exactly. */
  readonly dtype: DType;
  /** Bytes of an element in the file. */
  readonly size: number;
  /** Whether the file's bytes are those of the tensor. */
  readonly inPlace: boolean;
  /** The file's bytes as elements. */
  readonly decode: (bytes: Uint8Array) => TypedArrays[DType];
}

/** Kind and size of every dtype, as NumPy writes them behind the byte order. */
const codes: Record<DType, string> = {
  float32: 'f4',
  float64: 'f8',
  int8: 'i1',
  uint8: 'u1',
  int16: 'i2',
  uint16: 'u2',
  int32: 'i4',
  uint32: 'u4',
  int64: 'i8',
  uint64: 'u8',
  bool: 'b1',
};

/** A dtype as an `.npy` file names it: `<f4`, `|u1`. */
export function npyDescriptor(dtype: DType): string {
  return `${bytesPerElement(dtype) === 1 ? '|' : '<'}${codes[dtype]}`;
}

/** The descriptors of all elements that are read, for messages. */
export const knownDescriptors = [...dtypes.map(npyDescriptor), '<f2'].join(' ');

/**
 * What a descriptor such as `<f4`, `>i2` or `|u1` stands for; the byte order of single bytes does not matter.
 *
 * @returns `undefined` for elements that tensors do not have
 */
export function parseNpyDescriptor(descriptor: string): NpyElement | undefined {
  const [order, code] = [descriptor.charAt(0), descriptor.slice(1)];
  const dtype = code === 'f2' ? 'float32' : dtypes.find((name) => codes[name] === code);
  if (dtype === undefined) return undefined;
  const size = code === 'f2' ? 2 : bytesPerElement(dtype);
  if (!(size === 1 ? '|<>=' : '<>').includes(order)) return undefined;
  const ordered = (bytes: Uint8Array): Uint8Array =>
    order === '>' ? swapBytes(bytes, size) : bytes;
  return {
    descriptor,
    dtype,
    size,
    inPlace: code !== 'f2' && (order !== '>' || size === 1),
    decode: (bytes) =>
      code === 'f2'
        ? float16ToFloat32(fromBytes('uint16', ordered(bytes)))
        : fromBytes(dtype, ordered(bytes)),
  };
}

/** The bytes of each element in the opposite order, in memory of their own. */
function swapBytes(bytes: Uint8Array, size: number): Uint8Array {
  const swapped = new Uint8Array(bytes);
  for (let at = 0; at < swapped.length; at += size) swapped.subarray(at, at + size).reverse();
  return swapped;
}
