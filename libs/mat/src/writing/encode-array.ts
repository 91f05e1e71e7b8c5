import { bytesPerElement, elementCount } from '@gender/tensor';
import { arrayBytes, fieldNameBytes } from './array-size.js';
import { FLAG_COMPLEX, FLAG_LOGICAL, MI, numericFormats, SPARSE_CODE } from '../level5/format.js';
import { MatError } from '../mat-error.js';
import type {
  MatChar,
  MatInput,
  MatNumeric,
  MatSparse,
  MatStream,
  MatStruct,
  NumericArrays,
  NumericClass,
} from '../mat-value.js';
import { toRowMajor } from '../row-major.js';

type Bytes = AsyncGenerator<Uint8Array, void, undefined>;

/** An array as the bytes of a data element, piece by piece; numbers in memory are not copied. */
export async function* encodeArray(name: string, array: MatInput): Bytes {
  yield encodeTag(MI.matrix, arrayBytes(name, array));
  const capacity = array.kind === 'sparse' ? array.rows.length : 0;
  yield* encodeElement(MI.uint32, Uint32Array.of(flagsOf(array), capacity));
  yield* encodeElement(MI.int32, Int32Array.from(array.shape));
  yield* encodeElement(MI.int8, new TextEncoder().encode(name));
  yield* encodeContent(array);
}

async function* encodeContent(array: MatInput): Bytes {
  switch (array.kind) {
    case 'numeric':
      return yield* encodeNumeric(array);
    case 'stream':
      return yield* encodeStream(array);
    case 'sparse':
      return yield* encodeSparse(array);
    case 'char':
      return yield* encodeElement(MI.utf16, codeUnits(array));
    case 'cell':
      for (const cell of array.cells) yield* encodeArray('', cell);
      return;
    case 'struct':
      return yield* encodeStruct(array);
  }
}

async function* encodeNumeric(array: MatNumeric): Bytes {
  const { storage } = numericFormats[array.class];
  yield* encodeElement(storage, inMatlabOrder(array, array.data));
  if (array.imaginary !== undefined) {
    yield* encodeElement(storage, inMatlabOrder(array, array.imaginary));
  }
}

/** Row-major order of an array is MATLAB's order of the array with its axes reversed. */
function inMatlabOrder(
  { class: name, shape, order }: MatNumeric,
  data: NumericArrays[NumericClass],
): NumericArrays[NumericClass] {
  if (order === undefined) return data;
  const turned: NumericArrays[NumericClass] = toRowMajor(
    numericFormats[name].dtype,
    shape.toReversed(),
    data,
  );
  return turned;
}

/** Rows, starts of columns, and the elements, as the parts of MATLAB's sparse matrices follow. */
async function* encodeSparse(array: MatSparse): Bytes {
  const storage = array.class === 'logical' ? MI.uint8 : numericFormats.double.storage;
  yield* encodeElement(MI.int32, array.rows);
  yield* encodeElement(MI.int32, array.columnStarts);
  yield* encodeElement(storage, array.data);
  if (array.imaginary !== undefined) yield* encodeElement(storage, array.imaginary);
}

async function* encodeStream(array: MatStream): Bytes {
  const { storage, dtype } = numericFormats[array.class];
  const expected = elementCount(array.shape) * bytesPerElement(dtype);
  yield* encodeFrame(storage, expected, async function* () {
    let written = 0;
    for await (const chunk of array.chunks()) {
      written += chunk.byteLength;
      if (written > expected) break;
      yield bytesOf(chunk);
    }
    if (written !== expected) {
      throw new MatError(
        'MAT_VALUE',
        `a stream of shape ${array.shape.join(' × ')} must deliver ${expected} bytes, but delivered ${written > expected ? 'more' : written}`,
      );
    }
  });
}

async function* encodeStruct(struct: MatStruct<MatInput>): Bytes {
  if (struct.className !== undefined) {
    yield* encodeElement(MI.int8, new TextEncoder().encode(struct.className));
  }
  const length = fieldNameBytes(struct);
  const names = [...struct.fields.keys()].map((name) => name.padEnd(length, '\0')).join('');
  yield* encodeElement(MI.int32, Int32Array.of(length));
  yield* encodeElement(MI.int8, new TextEncoder().encode(names));
  for (let index = 0; index < elementCount(struct.shape); index += 1) {
    for (const values of struct.fields.values()) {
      const value = values[index];
      if (value !== undefined) yield* encodeArray('', value);
    }
  }
}

/** A data element that is in memory. */
async function* encodeElement(type: number, content: NumericArrays[NumericClass]): Bytes {
  yield* encodeFrame(type, content.byteLength, async function* () {
    if (content.byteLength > 0) yield await Promise.resolve(bytesOf(content));
  });
}

/** The tag of an element, its content and its padding. */
async function* encodeFrame(type: number, length: number, content: () => Bytes): Bytes {
  const packed = length > 0 && length <= 4;
  yield packed ? encodePackedTag(type, length) : encodeTag(type, length);
  yield* content();
  const padding = packed ? 4 - length : -length & 7;
  if (padding > 0) yield new Uint8Array(padding);
}

/** The eight bytes that begin a data element. */
export function encodeTag(type: number, length: number): Uint8Array {
  return bytesOf(Uint32Array.of(type, length));
}

function encodePackedTag(type: number, length: number): Uint8Array {
  return bytesOf(Uint32Array.of(type | (length << 16)));
}

function flagsOf(array: MatInput): number {
  switch (array.kind) {
    case 'cell':
      return 1;
    case 'struct':
      return array.className === undefined ? 2 : 3;
    case 'char':
      return 4;
    case 'sparse':
    case 'numeric':
    case 'stream': {
      const complex = array.kind !== 'stream' && array.imaginary !== undefined;
      const logical = array.class === 'logical';
      const flags = (complex ? FLAG_COMPLEX : 0) | (logical ? FLAG_LOGICAL : 0);
      return (array.kind === 'sparse' ? SPARSE_CODE : numericFormats[array.class].code) | flags;
    }
  }
}

/** The characters column by column. */
function codeUnits({ rows }: MatChar): Uint16Array<ArrayBuffer> {
  const columns = rows[0]?.length ?? 0;
  const units = new Uint16Array(rows.length * columns);
  rows.forEach((row, index) => {
    for (let column = 0; column < columns; column += 1) {
      units[column * rows.length + index] = row.charCodeAt(column);
    }
  });
  return units;
}

function bytesOf(content: ArrayBufferView): Uint8Array {
  return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
}
