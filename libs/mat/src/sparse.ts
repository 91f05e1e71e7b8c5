import type { MatSparse } from './mat-value.js';

/**
 * What contradicts itself in a sparse matrix; `undefined` where it is sound.
 *
 * @param stored - how many elements there are
 */
export function faultOfSparse(
  { shape, rows, columnStarts }: Pick<MatSparse, 'shape' | 'rows' | 'columnStarts'>,
  stored: number,
): string | undefined {
  const [rowCount = 0, columnCount = 0] = shape;
  if (shape.length !== 2) return `has ${shape.length} axes; a sparse matrix has 2`;
  if (columnStarts.length !== columnCount + 1) {
    return `has ${columnStarts.length} column starts for ${columnCount} columns`;
  }
  if (columnStarts[0] !== 0) return 'has a first column that does not start at 0';
  for (let column = 0; column < columnCount; column += 1) {
    if ((columnStarts[column + 1] ?? 0) < (columnStarts[column] ?? 0)) {
      return `has a column ${column + 1} that ends before it starts`;
    }
  }
  const count = columnStarts[columnCount] ?? 0;
  if (count > stored || count > rows.length) {
    return `claims ${count} elements, but stores ${Math.min(stored, rows.length)}`;
  }
  for (let index = 0; index < count; index += 1) {
    const row = rows[index] ?? 0;
    if (row < 0 || row >= rowCount) return `has an element in row ${row + 1} of ${rowCount}`;
  }
  return undefined;
}
