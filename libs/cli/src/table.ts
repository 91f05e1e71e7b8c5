import Table from 'cli-table3';

/**
 * A table in plain text, numbers to the right.
 *
 * @param head - the titles of the columns
 * @param rows - one cell for each column
 *
 * @example
 * formatTable(['age', 'images'], [['0-9', 103]]);
 */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const colAligns = head.map((_, column) =>
    rows.length > 0 && rows.every((row) => typeof row[column] === 'number') ? 'right' : 'left',
  );
  const table = new Table({
    head: [...head],
    colAligns,
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}
