import type { ByteSource } from '@gender/core';
import type { DType } from './dtype.js';
import { bytesPerElement } from './dtype.js';
import { elementCount, formatShape } from './tensor.js';
import { TensorError } from './tensor-error.js';

/** What the header of an `.npy` file says (NumPy Enhancement Proposal 1, versions 1.0 to 3.0). */
export interface NpyHeader {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Whether the first axis varies fastest. */
  readonly fortranOrder: boolean;
  /** Where the elements begin. */
  readonly dataOffset: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy itself refuses longer headers of plain arrays (`max_header_size` of `numpy.load`). */
const MAX_HEADER_BYTES = 10_000;
/** NumPy aligns the elements to this many bytes. */
const ALIGNMENT = 64;

const descriptors: Record<DType, string> = {
  float32: '<f4',
  float64: '<f8',
  int8: '|i1',
  uint8: '|u1',
  int16: '<i2',
  uint16: '<u2',
  int32: '<i4',
  uint32: '<u4',
  int64: '<i8',
  uint64: '<u8',
  bool: '|b1',
};

/** The bytes before the elements of an `.npy` file of version 1.0, as NumPy writes them. */
export function encodeNpyHeader(dtype: DType, shape: readonly number[]): Uint8Array {
  const text = `{'descr': '${descriptors[dtype]}', 'fortran_order': False, 'shape': ${formatShape(shape)}, }`;
  const unpadded = MAGIC.length + 4 + text.length + 1;
  const length = Math.ceil(unpadded / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(length).fill(0x20);
  bytes.set([...MAGIC, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, length - 10, true);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[length - 1] = 0x0a;
  return bytes;
}

/**
 * Reads the header and checks that the file is long enough for the shape it declares.
 *
 * @throws TensorError (`NPY_FORMAT`) when it is not an `.npy` file, has a dtype that tensors do
 *   not have (big-endian, complex, strings, objects), or is cut short.
 */
export async function readNpyHeader(source: ByteSource): Promise<NpyHeader> {
  const start = await source.slice(0, Math.min(source.byteLength, 12));
  if (start.length < 12 || MAGIC.some((byte, index) => start[index] !== byte)) {
    throw npyError(source, 'is not an .npy file: it does not begin with \\x93NUMPY');
  }
  const wide = (start[6] ?? 1) >= 2;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const headerBytes = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const headerStart = wide ? 12 : 10;
  const dataOffset = headerStart + headerBytes;
  if (headerBytes > MAX_HEADER_BYTES || dataOffset > source.byteLength) {
    throw npyError(source, `declares a header of ${headerBytes} bytes`);
  }
  const text = new TextDecoder().decode(await source.slice(headerStart, dataOffset));
  const header = { ...parseDictionary(source, text), dataOffset };

  const needed = dataOffset + elementCount(header.shape) * bytesPerElement(header.dtype);
  if (source.byteLength < needed) {
    throw npyError(
      source,
      `is cut short: shape ${formatShape(header.shape)} of ${header.dtype} needs ${needed} bytes, the file has ${source.byteLength}`,
    );
  }
  return header;
}

function parseDictionary(source: ByteSource, text: string): Omit<NpyHeader, 'dataOffset'> {
  const descriptor = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d,\s]*)\)/.exec(text)?.[1];
  if (descriptor === undefined || order === undefined || shape === undefined) {
    throw npyError(source, `has a header that cannot be read: ${text.trim().slice(0, 80)}`);
  }
  const dtype = (Object.keys(descriptors) as DType[]).find(
    (name) => descriptors[name].slice(1) === descriptor.slice(1),
  );
  if (dtype === undefined || (descriptor.startsWith('>') && bytesPerElement(dtype) > 1)) {
    throw npyError(
      source,
      `holds elements of type ${descriptor}; supported are ${Object.values(descriptors).join(' ')}`,
    );
  }
  return { dtype, fortranOrder: order === 'True', shape: (shape.match(/\d+/g) ?? []).map(Number) };
}

function npyError(source: ByteSource, what: string): TensorError {
  return new TensorError('NPY_FORMAT', `${source.name} ${what}`);
}
