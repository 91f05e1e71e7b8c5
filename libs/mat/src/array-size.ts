import { bytesPerElement, elementCount } from '@gender/tensor';
import { numericFormats } from './level5.js';
import { MatError } from './mat-error.js';
import type { MatChar, MatInput, MatNumeric, MatStream, MatStruct } from './mat-value.js';

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
  let bytes = elementBytes(4) + names;
  for (const [name, values] of struct.fields) {
    if (!/^[A-Za-z]\w{0,62}$/.test(name)) {
      throw new MatError('MAT_VALUE', `${JSON.stringify(name)} cannot be the name of a field`);
    }
    expectCount(struct.shape, values.length, `values of field ${name}`);
    bytes += sum(values);
  }
  return bytes;
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
