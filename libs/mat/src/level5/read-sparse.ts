import type { Reading } from '../reading.js';
import { bytesPerElement, type DType, type TypedArrays } from '@gender/tensor';
import type { MatSparse } from '../mat-value.js';
import { sparseMatrix, toIndices } from '../sparse-matrix.js';
import type { ArrayHeader } from './array-header.js';
import { readNumbers, readTag, type Element, type ElementReader } from './element.js';
import { MI, storageTypes } from '../stored-type.js';

/**
 * Reads the content of a sparse matrix: rows, starts of columns, real parts, imaginary parts.
 *
 * @param first - the element of the rows, of which the tag was read
 */
export function* readSparse(
  from: ElementReader,
  header: ArrayHeader,
  path: string,
  end: number,
  first: Element,
): Reading<MatSparse> {
  const { shape } = header;
  const fail = (what: string): Error => from.reader.fail('MAT_FORMAT', `${path} ${what}`);
  const stored = yield* readAll(from, first, 'float64', `the rows of ${path}`);
  const rows = toIndices(stored, 'the rows', fail);
  const columns = yield* readTag(from, end);
  const starts = yield* readAll(from, columns, 'float64', `the columns of ${path}`);
  const columnStarts = toIndices(starts, 'the column starts', fail);
  const element = yield* readTag(from, end);
  if (header.class === 'logical') {
    // MATLAB gives logicals that it stores as bytes the type of doubles.
    const asBytes = element.byteLength === columnStarts.at(-1);
    const bytes = asBytes ? { ...element, type: MI.uint8 } : element;
    const data = yield* readAll(from, bytes, 'uint8', path);
    return sparseMatrix('logical', { shape, rows, columnStarts, data }, fail);
  }
  const data = yield* readAll(from, element, 'float64', path);
  const imaginary = header.complex
    ? yield* readAll(from, yield* readTag(from, end), 'float64', path)
    : undefined;
  return sparseMatrix('double', { shape, rows, columnStarts, data, imaginary }, fail);
}

/** All numbers of a data element. */
function readAll<D extends DType>(
  from: ElementReader,
  element: Element,
  dtype: D,
  what: string,
): Reading<TypedArrays[D]> {
  const size = bytesPerElement(storageTypes.get(element.type) ?? 'uint8');
  return readNumbers(from, element, dtype, Math.floor(element.byteLength / size), what);
}
