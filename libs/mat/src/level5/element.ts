import type { Reading } from '../reading.js';
import { bytesPerElement, fromBytes, zeros, type DType, type TypedArrays } from '@gender/tensor';
import type { ByteReader } from '../byte-reader.js';
import { convertInto, holdsBigInts } from '../convert-numbers.js';
import { MI, storageTypes } from '../stored-type.js';
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

/** Up to how many bytes of numbers are read one by one: V8 keeps as many without memory of their own. */
const FEW_BYTES = 64;

/** How many numbers are converted at a time. */
const BLOCK_LENGTH = 1 << 14;

/**
 * Reads a tag: eight bytes, or four where content of one to four bytes shares the eight with it.
 *
 * @param end - the position after the enclosing element, which the content must not pass
 * @param code - what it means when it does
 */
export function* readTag(
  from: ElementReader,
  end: number,
  code: MatErrorCode = 'MAT_FORMAT',
): Reading<Element> {
  const { reader } = from;
  if (end - reader.position < 8) {
    throw reader.fail(code, 'a data element begins where no more bytes are');
  }
  const first = yield* readUint32(from);
  const packedLength = first >>> 16;
  if (packedLength > 4) {
    throw reader.fail('MAT_FORMAT', `a packed data element claims ${packedLength} bytes`);
  }
  const byteLength = packedLength > 0 ? packedLength : yield* readUint32(from);
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
  readonly fill: (target: TypedArrays[DType]) => Reading<void>;
  /** Passes over the padding, once all numbers were read. */
  readonly finish: () => Reading<void>;
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
      target.byteLength <= FEW_BYTES
        ? readFew(from, storage, target)
        : storage === dtype && from.littleEndian
          ? reader.readInto(new Uint8Array(target.buffer, target.byteOffset, target.byteLength))
          : convertNumbers(from, storage, target),
    finish: () => reader.skip(element.padding),
  };
}

/** Reads a whole data element of numbers, as `openNumbers` opens it. */
export function* readNumbers<D extends DType>(
  from: ElementReader,
  element: Element,
  dtype: D,
  count: number,
  what: string,
): Reading<TypedArrays[D]> {
  const numbers = openNumbers(from, element, dtype, count, what);
  const data = zeros(dtype, count);
  yield* numbers.fill(data);
  yield* numbers.finish();
  return data;
}

/**
 * Reads a data element of whole numbers of four bytes, of which there are few.
 *
 * @param what - what they are, for messages
 */
export function* readWords(from: ElementReader, element: Element, what: string): Reading<number[]> {
  const { reader } = from;
  const signed = element.type === MI.int32;
  if ((!signed && element.type !== MI.uint32) || element.byteLength % 4 !== 0) {
    throw reader.fail(
      'MAT_FORMAT',
      `${what} take ${element.byteLength} bytes of type ${element.type}`,
    );
  }
  const words: number[] = [];
  for (let left = element.byteLength; left > 0; left -= 4) {
    const word = yield* readUint32(from);
    words.push(signed ? word | 0 : word);
  }
  yield* reader.skip(element.padding);
  return words;
}

function readUint32({ reader, littleEndian }: ElementReader): Reading<number> {
  return reader.show(4, (view, at) => view.getUint32(at, littleEndian));
}

/** Reads a few numbers one by one: a view of the memory that holds them would cost more. */
function readFew(
  { reader, littleEndian }: ElementReader,
  storage: DType,
  target: TypedArrays[DType],
): Reading<void> {
  const size = bytesPerElement(storage);
  const get = getters[storage];
  return reader.show(size * target.length, (view, start) => {
    for (let index = 0; index < target.length; index += 1) {
      const number = get(view, start + size * index, littleEndian);
      if (holdsBigInts(target)) target[index] = BigInt(number);
      else target[index] = Number(number);
    }
  });
}

const getters: Readonly<
  Record<DType, (view: DataView, at: number, littleEndian: boolean) => number | bigint>
> = {
  float32: (view, at, littleEndian) => view.getFloat32(at, littleEndian),
  float64: (view, at, littleEndian) => view.getFloat64(at, littleEndian),
  int8: (view, at) => view.getInt8(at),
  uint8: (view, at) => view.getUint8(at),
  bool: (view, at) => view.getUint8(at),
  int16: (view, at, littleEndian) => view.getInt16(at, littleEndian),
  uint16: (view, at, littleEndian) => view.getUint16(at, littleEndian),
  int32: (view, at, littleEndian) => view.getInt32(at, littleEndian),
  uint32: (view, at, littleEndian) => view.getUint32(at, littleEndian),
  int64: (view, at, littleEndian) => view.getBigInt64(at, littleEndian),
  uint64: (view, at, littleEndian) => view.getBigUint64(at, littleEndian),
};

function* convertNumbers(
  { reader, littleEndian }: ElementReader,
  storage: DType,
  target: TypedArrays[DType],
): Reading<void> {
  const size = bytesPerElement(storage);
  for (let at = 0; at < target.length; at += BLOCK_LENGTH) {
    const length = Math.min(BLOCK_LENGTH, target.length - at);
    // A copy: what was read may be a view of the caller's bytes. (`slice` of a `Buffer` copies nothing.)
    const bytes = new Uint8Array(yield* reader.read(length * size));
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
