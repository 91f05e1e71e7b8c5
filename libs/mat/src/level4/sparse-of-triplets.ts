import { MAX_UNSTORED_COLUMNS } from '../limits.js';
import type { MatErrorCode } from '../mat-error.js';
import type { MatSparse } from '../mat-value.js';

/**
 * A sparse matrix of the list that level 4 keeps: columns of row numbers, column numbers, real parts
 * and, with four columns, imaginary parts. The last line of the list only gives the size.
 *
 * @param list - the first axis varying fastest
 * @param lines - how many elements there are, and the size
 */
export function sparseOfTriplets(
  list: Float64Array,
  lines: number,
  [rowCount = 0, columnCount = 0]: readonly number[],
  fail: (code: MatErrorCode, what: string) => Error,
): MatSparse<'double'> {
  if (columnCount > MAX_UNSTORED_COLUMNS) {
    throw fail('MAT_LIMIT', `has ${columnCount} columns; the limit is ${MAX_UNSTORED_COLUMNS}`);
  }
  const count = Math.max(0, lines - 1);
  const part = (index: number): Float64Array => list.subarray(index * lines, index * lines + count);
  const [rows, columns] = [part(0), part(1)];
  const fits = (number: number, limit: number): boolean =>
    Number.isInteger(number) && number >= 1 && number <= limit;
  if (!rows.every((row) => fits(row, rowCount)) || !columns.every((at) => fits(at, columnCount))) {
    throw fail('MAT_FORMAT', `has an element outside of its ${rowCount} × ${columnCount}`);
  }
  const order = sortedByColumn(rows, columns);
  const inOrder = (values: Float64Array): Float64Array =>
    Float64Array.from(order, (index) => values[index] ?? 0);
  return {
    kind: 'sparse',
    class: 'double',
    shape: [rowCount, columnCount],
    rows: Int32Array.from(order, (index) => (rows[index] ?? 1) - 1),
    columnStarts: startsOf(columns, columnCount),
    data: inOrder(part(2)),
    ...(list.length === 4 * lines && { imaginary: inOrder(part(3)) }),
  };
}

/** Positions in the list, by column and then by row. */
function sortedByColumn(rows: Float64Array, columns: Float64Array): Uint32Array {
  const order = Uint32Array.from(rows, (_, index) => index);
  return order.sort(
    (left, right) =>
      (columns[left] ?? 0) - (columns[right] ?? 0) || (rows[left] ?? 0) - (rows[right] ?? 0),
  );
}

function startsOf(columns: Float64Array, columnCount: number): Int32Array {
  const starts = new Int32Array(columnCount + 1);
  for (const column of columns) starts[column] = (starts[column] ?? 0) + 1;
  for (let column = 1; column <= columnCount; column += 1) {
    starts[column] = (starts[column] ?? 0) + (starts[column - 1] ?? 0);
  }
  return starts;
}
