import { bytesPerElement, elementCount } from '@gender/tensor';
import { FLAG_COMPLEX, FLAG_LOGICAL, SPARSE_CODE } from '../level5/format.js';
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
import { numericFormats } from '../numeric-class.js';
import { toRowMajor } from '../row-major.js';
import { faultOfSparse } from '../sparse-matrix.js';
import { MI } from '../stored-type.js';

type Bytes = AsyncGenerator<Uint8Array, void, undefined>;
type Numbers = NumericArrays[NumericClass];

/** A data element that is to be written. */
export interface DataElement {
  readonly type: number;
  /** Of the content, without tag and padding. */
  readonly byteLength: number;
  /** Delivers the content piece by piece; numbers in memory are not copied. */
  readonly content: () => Bytes;
}

/**
 * An array as a data element.
 *
 * @throws MatError `MAT_VALUE` when its parts do not fit its shape, or a name is none for MATLAB.
 */
export function arrayElement(name: string, array: MatInput): DataElement {
  const capacity = array.kind === 'sparse' ? array.rows.length : 0;
  return joined(MI.matrix, [
    element(MI.uint32, Uint32Array.of(flagsOf(array), capacity)),
    element(MI.int32, Int32Array.from(array.shape)),
    element(MI.int8, new TextEncoder().encode(name)),
    ...contentOf(array),
  ]);
}

/** The tag of an element, its content and its padding. */
export async function* encodeElement({ type, byteLength, content }: DataElement): Bytes {
  const isPacked = byteLength > 0 && byteLength <= 4;
  yield isPacked ? words(type | (byteLength << 16)) : words(type, byteLength);
  yield* content();
  const padding = paddedLength(byteLength) - (isPacked ? 4 : 8) - byteLength;
  if (padding > 0) yield new Uint8Array(padding);
}

/** The eight bytes that begin a data element. */
export function encodeTag(type: number, byteLength: number): Uint8Array {
  return words(type, byteLength);
}

/** @throws MatError `MAT_VALUE` when MATLAB would not have it as a name. */
export function expectName(name: string, of: string): void {
  if (!/^[A-Za-z]\w{0,62}$/.test(name)) {
    throw new MatError('MAT_VALUE', `${JSON.stringify(name)} cannot be the name of ${of}`);
  }
}

function contentOf(array: MatInput): DataElement[] {
  switch (array.kind) {
    case 'numeric':
      return numericParts(array);
    case 'stream':
      return [streamElement(array)];
    case 'sparse':
      return sparseParts(array);
    case 'char':
      return [charElement(array)];
    case 'cell':
      expectCount(array.shape, array.cells.length, 'cells');
      return array.cells.map((cell) => arrayElement('', cell));
    case 'struct':
      return structParts(array);
  }
}

function numericParts(array: MatNumeric): DataElement[] {
  const { class: name, shape, data, imaginary } = array;
  const { storage, dtype } = numericFormats[name];
  expectCount(shape, data.length, 'elements');
  if (imaginary !== undefined) expectCount(shape, imaginary.length, 'imaginary parts');
  const parts: Numbers[] = imaginary === undefined ? [data] : [data, imaginary];
  // Row-major order of an array is MATLAB's order of the array with its axes reversed.
  const inOrder = (part: Numbers): Numbers =>
    array.order === undefined ? part : toRowMajor(dtype, shape.toReversed(), part);
  return parts.map((part) => element(storage, part, () => inOrder(part)));
}

function streamElement(array: MatStream): DataElement {
  const { class: name, shape } = array;
  const { storage, dtype } = numericFormats[name];
  const expected = elementCount(shape) * bytesPerElement(dtype);
  const content = async function* (): Bytes {
    let written = 0;
    for await (const chunk of array.chunks()) {
      written += chunk.byteLength;
      if (written > expected) break;
      yield bytesOf(chunk);
    }
    if (written === expected) return;
    throw new MatError(
      'MAT_VALUE',
      `a stream of shape ${shape.join(' × ')} must deliver ${expected} bytes, but delivered ${written > expected ? 'more' : written}`,
    );
  };
  return { type: storage, byteLength: expected, content };
}

/** Rows, starts of columns, and the elements, as the parts of MATLAB's sparse matrices follow. */
function sparseParts(array: MatSparse): DataElement[] {
  const { rows, columnStarts, data, imaginary } = array;
  const fault = faultOfSparse(array);
  const count = columnStarts.at(-1);
  if (fault !== undefined || data.length !== count || rows.length !== count) {
    const what = fault ?? `stores ${data.length} elements in ${rows.length} rows for ${count}`;
    throw new MatError('MAT_VALUE', `a sparse matrix ${what}`);
  }
  const storage = array.class === 'logical' ? MI.uint8 : numericFormats.double.storage;
  return [
    element(MI.int32, rows),
    element(MI.int32, columnStarts),
    element(storage, data),
    ...(imaginary === undefined ? [] : [element(storage, imaginary)]),
  ];
}

/** Code units column by column. */
function charElement({ shape, rows }: MatChar): DataElement {
  const count = elementCount(shape);
  expectCount(shape, rows.join('').length, 'characters');
  if (rows.some((row) => row.length * rows.length !== count)) {
    throw new MatError('MAT_VALUE', 'the rows of a char array differ in length');
  }
  const units = new Uint16Array(count);
  rows.forEach((row, index) => {
    for (let column = 0; column < row.length; column += 1) {
      units[column * rows.length + index] = row.charCodeAt(column);
    }
  });
  return element(MI.utf16, units);
}

/** The class of an object, the names of the fields, then all fields of one struct after the other. */
function structParts({ shape, fields, className }: MatStruct<MatInput>): DataElement[] {
  const encoder = new TextEncoder();
  const names = [...fields.keys()];
  if (className !== undefined) expectName(className, 'a class');
  for (const [name, values] of fields) {
    expectName(name, 'a field');
    expectCount(shape, values.length, `values of field ${name}`);
  }
  // Bytes of each name with its zeros: 32, or the 64 that MATLAB allows.
  const length = names.every((name) => name.length < 32) ? 32 : 64;
  const columns = [...fields.values()];
  const structs = Array.from({ length: elementCount(shape) }, (_, index) =>
    columns.flatMap((values) => values.slice(index, index + 1)),
  );
  return [
    ...(className === undefined ? [] : [element(MI.int8, encoder.encode(className))]),
    element(MI.int32, Int32Array.of(length)),
    element(MI.int8, encoder.encode(names.map((name) => name.padEnd(length, '\0')).join(''))),
    ...structs.flat().map((value) => arrayElement('', value)),
  ];
}

/** A data element that is in memory. */
function element(type: number, numbers: Numbers, inOrder = (): Numbers => numbers): DataElement {
  const { byteLength } = numbers;
  const content = async function* (): Bytes {
    if (byteLength > 0) yield await Promise.resolve(bytesOf(inOrder()));
  };
  return { type, byteLength, content };
}

/** A data element of others. */
function joined(type: number, parts: readonly DataElement[]): DataElement {
  const content = async function* (): Bytes {
    for (const part of parts) yield* encodeElement(part);
  };
  const byteLength = parts.reduce((sum, part) => sum + paddedLength(part.byteLength), 0);
  return { type, byteLength, content };
}

/** Bytes that the tag of an element and its padded content take; up to four share the tag's eight. */
function paddedLength(byteLength: number): number {
  return byteLength > 0 && byteLength <= 4 ? 8 : 8 + Math.ceil(byteLength / 8) * 8;
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

function expectCount(shape: readonly number[], found: number, what: string): void {
  const expected = elementCount(shape);
  if (found !== expected) {
    throw new MatError(
      'MAT_VALUE',
      `shape ${shape.join(' × ')} needs ${expected} ${what}, but there are ${found}`,
    );
  }
}

function words(...numbers: number[]): Uint8Array {
  return bytesOf(Uint32Array.from(numbers));
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
