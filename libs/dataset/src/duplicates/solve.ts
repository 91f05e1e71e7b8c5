/**
 * Solves symmetric linear equations by elimination.
 *
 * @param sums - `(n, n + 1)`: the upper triangle and the right side; is overwritten
 * @returns the n unknowns; not numbers where the equations do not say them
 */
export function solve(sums: Float64Array, n: number): Float64Array {
  const width = n + 1;
  const get = (row: number, column: number): number => sums[row * width + column] ?? 0;
  for (let row = 0; row < n; row += 1) {
    for (let below = row + 1; below < n; below += 1) {
      const factor = get(row, below) / get(row, row);
      for (let column = below; column <= n; column += 1) {
        sums[below * width + column] = get(below, column) - factor * get(row, column);
      }
    }
  }
  const unknowns = new Float64Array(n);
  for (let row = n - 1; row >= 0; row -= 1) {
    let sum = get(row, n);
    for (let column = row + 1; column < n; column += 1) {
      sum -= get(row, column) * (unknowns[column] ?? 0);
    }
    unknowns[row] = sum / get(row, row);
  }
  return unknowns;
}
