import { bytesPerElement, elementCount } from '@gender/tensor';
import type { MatInfo } from './mat-container.js';
import { isNumericClass, numericFormats } from './numeric-class.js';

/** Bytes of a character in MATLAB's memory. */
const CHAR_BYTES = 2;
/** Bytes of a row number or a column start of a sparse matrix in MATLAB's memory. */
const INDEX_BYTES = 8;

/**
 * Bytes that an array takes in MATLAB's memory; `undefined` for arrays of arrays.
 *
 * @param capacity - how many elements a sparse matrix has room for
 */
export function memoryBytes(
  array: Pick<MatInfo, 'class' | 'shape' | 'complex' | 'sparse'>,
  capacity: number,
): number | undefined {
  const { class: name, shape, complex, sparse } = array;
  const count = sparse ? capacity : elementCount(shape);
  if (name === 'char') return CHAR_BYTES * count;
  if (!isNumericClass(name)) return undefined;
  const elements = count * bytesPerElement(numericFormats[name].dtype) * (complex ? 2 : 1);
  const [, columns = 0] = shape;
  return sparse ? elements + INDEX_BYTES * (capacity + columns + 1) : elements;
}
