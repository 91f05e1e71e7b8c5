import { bytesPerElement, fromBytes, zeros, type DType, type TypedArrays } from '@gender/tensor';
import type { ByteReader } from '../byte-reader.js';
import { convertInto } from '../convert-numbers.js';
import { storageTypes } from './format.js';
import type { MatErrorCode } from '../mat-error.js';

/** A data element whose tag was read; its content comes next, then its padding. */
export interface Element {
  readonly type: number;
  readonly byteLength: number;
  readonly padding: number;
  /** The position after the padding. */
  readonly end: number;
}

/** Where data elements are read from, and how their numbers are to be understood. */
export interface ElementReader {
  readonly reader: ByteReader;
  readonly littleEndian: boolean;
}

/** How many numbers are converted at a time. */
const BLOCK_LENGTH = 1 << 14;

/**
 * Reads a tag: eight bytes, or four where content of one to four bytes shares the eight with it.
 *
 * @param end - the position after the enclosing element, which the content must not pass
 * @param code - what it means when it does
 */
export async function readTag(
  from: ElementReader,
  end: number,
  code: MatErrorCode = 'MAT_FORMAT',
): Promise<Element> {
  const { reader } = from;
  if (end - reader.position < 8) {
    throw reader.fail(code, 'a data element begins where no more bytes are');
  }
  const first = await readUint32(from);
  const packedLength = first >>> 16;
  if (packedLength > 4) {
    throw reader.fail('MAT_FORMAT', `a packed data element claims ${packedLength} bytes`);
  }
  const byteLength = packedLength > 0 ? packedLength : await readUint32(from);
  const contentEnd = reader.position + byteLength;
  if (contentEnd > end) {
    throw reader.fail(
      code,
      `a data element claims ${byteLength} bytes where at most ${end - reader.position} can be`,
    );
  }
  const boundary = packedLength > 0 ? 4 - packedLength : -byteLength & 7;
  const padding = Math.min(boundary, end - contentEnd);
  return { type: first & 0xffff, byteLength, padding, end: contentEnd + padding };
}

/** A data element of numbers whose content is read piece by piece. */
export interface NumberElement {
  /** Fills `target` with the next numbers, whatever they are stored as. */
  fill(target: TypedArrays[DType]): Promise<void>;
  /** Passes over the padding, once all numbers were read. */
  finish(): Promise<void>;
}

/**
 * Opens a data element of `count` numbers, however they are stored.
 *
 * @param dtype - what the numbers become
 * @param what - what they are, for messages
 */
export function openNumbers(
  from: ElementReader,
  element: Element,
  dtype: DType,
  count: number,
  what: string,
): NumberElement {
  const { reader } = from;
  const storage = storageTypes.get(element.type);
  if (storage === undefined || (isBigInteger(dtype) && storage.startsWith('float'))) {
    throw reader.fail('MAT_FORMAT', `${what} is stored as type ${element.type}`);
  }
  const size = bytesPerElement(storage);
  if (element.byteLength !== count * size) {
    throw reader.fail(
      'MAT_FORMAT',
      `${what} takes ${element.byteLength} bytes; ${count} numbers of type ${storage} need ${count * size}`,
    );
  }
  return {
    fill: (target) =>
      storage === dtype && from.littleEndian
        ? reader.readInto(new Uint8Array(target.buffer, target.byteOffset, target.byteLength))
        : convertNumbers(from, storage, target),
    finish: () => reader.skip(element.padding),
  };
}

/** Reads a whole data element of numbers, as `openNumbers` opens it. */
export async function readNumbers<D extends DType>(
  from: ElementReader,
  element: Element,
  dtype: D,
  count: number,
  what: string,
): Promise<TypedArrays[D]> {
  const numbers = openNumbers(from, element, dtype, count, what);
  const data = zeros(dtype, count);
  await numbers.fill(data);
  await numbers.finish();
  return data;
}

async function readUint32({ reader, littleEndian }: ElementReader): Promise<number> {
  const bytes = await reader.read(4);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, littleEndian);
}

async function convertNumbers(
  { reader, littleEndian }: ElementReader,
  storage: DType,
  target: TypedArrays[DType],
): Promise<void> {
  const size = bytesPerElement(storage);
  for (let at = 0; at < target.length; at += BLOCK_LENGTH) {
    const length = Math.min(BLOCK_LENGTH, target.length - at);
    // A copy: what was read may be a view of the caller's bytes. (`slice` of a `Buffer` copies nothing.)
    const bytes = new Uint8Array(await reader.read(length * size));
    if (!littleEndian) swapBytes(bytes, size);
    convertInto(fromBytes(storage, bytes), target, at);
  }
}

/** Turns every number of `size` bytes round. */
function swapBytes(bytes: Uint8Array, size: number): void {
  for (let start = 0; start < bytes.length; start += size) {
    for (let [left, right] = [start, start + size - 1]; left < right; left += 1, right -= 1) {
      [bytes[left], bytes[right]] = [bytes[right] ?? 0, bytes[left] ?? 0];
    }
  }
}

function isBigInteger(dtype: DType): boolean {
  return dtype === 'int64' || dtype === 'uint64';
}
