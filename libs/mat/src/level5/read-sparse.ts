import type { Reading } from '../reading.js';
import { bytesPerElement, type DType, type TypedArrays } from '@gender/tensor';
import type { MatSparse } from '../mat-value.js';
import { faultOfSparse } from '../sparse.js';
import type { ArrayHeader } from './array-header.js';
import { readNumbers, readTag, type Element, type ElementReader } from './element.js';
import { MI, storageTypes } from './format.js';

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
  const rows = yield* readAll(from, first, 'int32', `the rows of ${path}`);
  const columns = yield* readTag(from, end);
  const columnStarts = yield* readAll(from, columns, 'int32', `the columns of ${path}`);
  const logical = header.class === 'logical';
  const count = columnStarts.at(-1) ?? 0;
  const element = yield* readTag(from, end);
  // MATLAB gives logicals that it stores as bytes the type of doubles.
  const asBytes = logical && element.byteLength === count;
  const stored = asBytes ? { ...element, type: MI.uint8 } : element;
  const data = yield* readAll(from, stored, logical ? 'uint8' : 'float64', path);
  const imaginary = header.complex
    ? yield* readAll(from, yield* readTag(from, end), 'float64', path)
    : undefined;
  const length = Math.min(data.length, imaginary?.length ?? data.length);
  const fault = faultOfSparse({ shape, rows, columnStarts }, length);
  if (fault !== undefined) throw from.reader.fail('MAT_FORMAT', `${path} ${fault}`);
  // MATLAB keeps room for more elements than there are.
  const placed = { kind: 'sparse', shape, rows: rows.subarray(0, count), columnStarts } as const;
  const real = data.subarray(0, count);
  if (real instanceof Uint8Array) return { ...placed, class: 'logical', data: real };
  return {
    ...placed,
    class: 'double',
    data: real,
    ...(imaginary && { imaginary: imaginary.subarray(0, count) }),
  };
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
