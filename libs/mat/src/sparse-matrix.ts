import type { MatSparse, NumericArrays, SparseClass } from './mat-value.js';

type Parts = Pick<MatSparse, 'shape' | 'rows' | 'columnStarts' | 'data' | 'imaginary'>;

/**
 * A sparse matrix of its parts, which may have room for more elements than there are.
 *
 * @param fail - makes an error of what the parts contradict
 */
export function sparseMatrix<C extends SparseClass>(
  name: C,
  { shape, rows, columnStarts, data, imaginary }: Parts & { data: NumericArrays[C] },
  fail: (what: string) => Error,
): MatSparse<C> {
  const fault = faultOfSparse({ shape, rows, columnStarts, data, imaginary });
  if (fault !== undefined) throw fail(fault);
  const count = columnStarts.at(-1);
  return {
    kind: 'sparse',
    class: name,
    shape,
    rows: rows.subarray(0, count),
    columnStarts,
    data: data.subarray(0, count) as NumericArrays[C],
    ...(imaginary && { imaginary: imaginary.subarray(0, count) as NumericArrays[C] }),
  };
}

/**
 * Numbers of any type that a file has, as indices of 32 bits.
 *
 * @param fail - makes an error of a number that is none
 */
export function toIndices(
  numbers: Float64Array,
  what: string,
  fail: (what: string) => Error,
): Int32Array {
  const wrong = numbers.find((number) => number !== (number | 0));
  if (wrong === undefined) return Int32Array.from(numbers);
  throw fail(`has ${wrong} among ${what}, which is no whole number of 32 bits`);
}

/** What contradicts itself in a sparse matrix; `undefined` where it is sound. */
export function faultOfSparse({
  shape,
  rows,
  columnStarts,
  data,
  imaginary,
}: Parts): string | undefined {
  const [rowCount = 0, columnCount = 0, ...more] = shape;
  if (shape.length < 2 || more.length > 0) {
    return `has ${shape.length} axes; a sparse matrix has 2`;
  }
  if (columnStarts.length !== columnCount + 1) {
    return `has ${columnStarts.length} column starts for ${columnCount} columns`;
  }
  if (columnStarts[0] !== 0) return 'has a first column that does not start at 0';
  let count = 0;
  for (const [column, start] of columnStarts.entries()) {
    if (start < count) return `has a column ${column} that ends before it starts`;
    count = start;
  }
  const stored = Math.min(rows.length, data.length, imaginary?.length ?? data.length);
  if (count > stored) return `claims ${count} elements, but stores ${stored}`;
  const outside = rows.subarray(0, count).find((row) => row < 0 || row >= rowCount);
  if (outside !== undefined) return `has an element in row ${outside + 1} of ${rowCount}`;
  return undefined;
}
