import { bytesPerElement, elementCount } from '@gender/tensor';
import { numericFormats } from '../level5/format.js';
import { MatError } from '../mat-error.js';
import type {
  MatChar,
  MatInput,
  MatNumeric,
  MatSparse,
  MatStream,
  MatStruct,
} from '../mat-value.js';
import { faultOfSparse } from '../sparse.js';

/** Bytes that the tag of an element and its padded content take; up to four share the tag's eight. */
export function elementBytes(length: number): number {
  return length > 0 && length <= 4 ? 8 : 8 + Math.ceil(length / 8) * 8;
}

/** Bytes of each field name with its zeros: 32, or the 64 that MATLAB allows. */
export function fieldNameBytes(struct: MatStruct<MatInput>): number {
  const longest = Math.max(0, ...[...struct.fields.keys()].map((name) => name.length));
  return longest < 32 ? 32 : 64;
}

/**
 * How many bytes an array takes without its own tag, so that the tag can be written first.
 *
 * @throws MatError `MAT_VALUE` when the parts of the array do not fit its shape.
 */
export function arrayBytes(name: string, array: MatInput): number {
  const flags = elementBytes(8);
  const dimensions = elementBytes(4 * array.shape.length);
  return flags + dimensions + elementBytes(name.length) + contentBytes(array);
}

function contentBytes(array: MatInput): number {
  switch (array.kind) {
    case 'numeric':
    case 'stream':
      return numericBytes(array);
    case 'sparse':
      return sparseArrayBytes(array);
    case 'char':
      return charBytes(array);
    case 'cell':
      expectCount(array.shape, array.cells.length, 'cells');
      return sum(array.cells);
    case 'struct':
      return structBytes(array);
  }
}

function numericBytes(array: MatNumeric | MatStream): number {
  const count = elementCount(array.shape);
  const size = elementBytes(count * bytesPerElement(numericFormats[array.class].dtype));
  if (array.kind === 'stream') return size;
  expectCount(array.shape, array.data.length, 'elements');
  if (array.imaginary === undefined) return size;
  expectCount(array.shape, array.imaginary.length, 'imaginary parts');
  return 2 * size;
}

function sparseArrayBytes(array: MatSparse): number {
  const { rows, columnStarts, data, imaginary } = array;
  const fault = faultOfSparse(array, Math.min(data.length, imaginary?.length ?? data.length));
  const count = columnStarts.at(-1) ?? 0;
  if (fault !== undefined || data.length !== count || rows.length !== count) {
    const what = fault ?? `stores ${data.length} elements in ${rows.length} rows for ${count}`;
    throw new MatError('MAT_VALUE', `a sparse matrix ${what}`);
  }
  const parts = [rows, columnStarts, data, ...(imaginary ? [imaginary] : [])];
  return parts.reduce((bytes, part) => bytes + elementBytes(part.byteLength), 0);
}

function charBytes({ shape, rows }: MatChar): number {
  const count = elementCount(shape);
  expectCount(
    shape,
    rows.reduce((length, row) => length + row.length, 0),
    'characters',
  );
  if (rows.some((row) => row.length * rows.length !== count)) {
    throw new MatError('MAT_VALUE', 'the rows of a char array differ in length');
  }
  return elementBytes(2 * count);
}

function structBytes(struct: MatStruct<MatInput>): number {
  const names = elementBytes(fieldNameBytes(struct) * struct.fields.size);
  const { className } = struct;
  const classBytes = className === undefined ? 0 : elementBytes(className.length);
  if (className !== undefined) expectName(className, 'a class');
  let bytes = classBytes + elementBytes(4) + names;
  for (const [name, values] of struct.fields) {
    expectName(name, 'a field');
    expectCount(struct.shape, values.length, `values of field ${name}`);
    bytes += sum(values);
  }
  return bytes;
}

/** @throws MatError `MAT_VALUE` when MATLAB would not have it as a name. */
export function expectName(name: string, of: string): void {
  if (!/^[A-Za-z]\w{0,62}$/.test(name)) {
    throw new MatError('MAT_VALUE', `${JSON.stringify(name)} cannot be the name of ${of}`);
  }
}

function sum(arrays: readonly MatInput[]): number {
  return arrays.reduce((bytes, array) => bytes + 8 + arrayBytes('', array), 0);
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
