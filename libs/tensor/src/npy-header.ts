import { FOREIGN_BYTES, refusal, type ByteSource } from '@gender/core';
import type { DType } from './dtype.js';
import {
  knownDescriptors,
  npyDescriptor,
  parseNpyDescriptor,
  type NpyElement,
} from './npy-element.js';
import { elementCount, formatShape } from './tensor.js';
import { TensorError } from './tensor-error.js';

/** What the header of an `.npy` file says (NumPy Enhancement Proposal 1, versions 1.0 to 3.0). */
export interface NpyHeader {
  /** Of the tensor that it is read as. */
  readonly dtype: DType;
  /** How the elements are stored. */
  readonly element: NpyElement;
  readonly shape: readonly number[];
  /** Whether the first of several axes varies fastest. */
  readonly fortranOrder: boolean;
  /** Where the elements begin. */
  readonly dataOffset: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy itself refuses longer headers of plain arrays (`max_header_size` of `numpy.load`). */
const MAX_HEADER_BYTES = 10_000;
/** NumPy aligns the elements to this many bytes. */
const ALIGNMENT = 64;
/** NumPy leaves room for the first length to grow to this many digits (`GROWTH_AXIS_MAX_DIGITS`). */
const GROWTH_DIGITS = 21;

/** The bytes before the elements of an `.npy` file of version 1.0, equal to those that NumPy writes. */
export function encodeNpyHeader(dtype: DType, shape: readonly number[]): Uint8Array {
  const text = `{'descr': '${npyDescriptor(dtype)}', 'fortran_order': False, 'shape': ${formatShape(shape)}, }`;
  const growth = shape.length === 0 ? 0 : GROWTH_DIGITS - String(shape[0]).length;
  const unpadded = MAGIC.length + 4 + text.length + growth + 1;
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
 *   not have (complex, strings, objects), or is cut short.
 */
export async function readNpyHeader(source: ByteSource): Promise<NpyHeader> {
  const start = await source.slice(0, Math.min(source.byteLength, 12));
  if (start.length < 12 || MAGIC.some((byte, index) => start[index] !== byte)) {
    const begin = await source.slice(0, Math.min(source.byteLength, FOREIGN_BYTES));
    throw npyError(source, refusal('an .npy file', begin, 'it does not begin with \\x93NUMPY'));
  }
  const [major = 0, minor] = start.subarray(6);
  if (major < 1 || major > 3 || minor !== 0) {
    throw npyError(source, `is of version ${major}.${minor}; versions 1.0, 2.0 and 3.0 are known`);
  }
  const wide = major >= 2;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const headerBytes = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const headerStart = wide ? 12 : 10;
  const dataOffset = headerStart + headerBytes;
  if (headerBytes > MAX_HEADER_BYTES || dataOffset > source.byteLength) {
    throw npyError(
      source,
      `declares a header of ${headerBytes} bytes, of at most ${Math.min(MAX_HEADER_BYTES, source.byteLength - headerStart)}`,
    );
  }
  const text = new TextDecoder().decode(await source.slice(headerStart, dataOffset));
  const header = { ...parseDictionary(source, text), dataOffset };

  const needed = dataOffset + elementCount(header.shape) * header.element.size;
  // A product beyond all numbers is not a number.
  if (!(source.byteLength >= needed)) {
    throw npyError(
      source,
      `is cut short: shape ${formatShape(header.shape)} of ${header.element.descriptor} needs ${needed} bytes, the file has ${source.byteLength}`,
    );
  }
  return header;
}

/** A tuple as Python writes it; Python 2 ends long integers in `L`. */
const TUPLE = /'shape'\s*:\s*\(\s*(|\d+L?\s*,|\d+L?(?:\s*,\s*\d+L?)+\s*,?)\s*\)/;

function parseDictionary(source: ByteSource, text: string): Omit<NpyHeader, 'dataOffset'> {
  const descriptor = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const lengths = TUPLE.exec(text)?.[1];
  if (descriptor === undefined || order === undefined || lengths === undefined) {
    throw npyError(source, `has a header that cannot be read: ${text.trim().slice(0, 80)}`);
  }
  const shape = [...lengths.matchAll(/\d+/g)].map(Number);
  if (!shape.every(Number.isSafeInteger)) {
    throw npyError(source, `declares an impossible shape: ${formatShape(shape)}`);
  }
  const element = parseNpyDescriptor(descriptor);
  if (element === undefined) {
    throw npyError(
      source,
      `holds elements of type ${descriptor}; supported are ${knownDescriptors}, also big-endian`,
    );
  }
  return {
    dtype: element.dtype,
    element,
    fortranOrder: order === 'True' && shape.length > 1,
    shape,
  };
}

function npyError(source: ByteSource, what: string): TensorError {
  return new TensorError('NPY_FORMAT', `${source.name} ${what}`);
}
