import { bytesPerElement } from '@gender/tensor';
import { isNumericClass, numericFormats } from './level5/format.js';
import type { MatClass } from './mat-value.js';

/** Bytes of a character in MATLAB's memory. */
const CHAR_BYTES = 2;
/** Bytes of a row number or a column start of a sparse matrix in MATLAB's memory. */
const INDEX_BYTES = 8;

/** Bytes that the elements of an array take in MATLAB's memory; `undefined` for arrays of arrays. */
export function memoryBytes(name: MatClass, count: number, complex: boolean): number | undefined {
  if (name === 'char') return CHAR_BYTES * count;
  if (!isNumericClass(name)) return undefined;
  return count * bytesPerElement(numericFormats[name].dtype) * (complex ? 2 : 1);
}

/** Bytes that a sparse matrix with room for `capacity` elements takes in MATLAB's memory. */
export function sparseBytes(
  name: MatClass,
  columns: number,
  capacity: number,
  complex: boolean,
): number {
  const elements = memoryBytes(name, capacity, complex) ?? 0;
  return elements + INDEX_BYTES * (capacity + columns + 1);
}
