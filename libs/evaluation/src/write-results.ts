import { compareCodePoints } from '@gender/core';
import { writeFileWhole } from '@gender/core/node';
import { stringify } from 'csv-stringify/sync';
import { EvaluationError } from './evaluation-error.js';
import type { ResultRow, Results } from './results.js';

/**
 * Writes results as the published ones are: the header `File_name,GT,Pred,<Class>_prob,…`, class
 * indices, six decimals, CRLF line ends, files in Python's sort order. The file appears whole or
 * not at all.
 *
 * @throws EvaluationError when a row does not fit the classes.
 * @throws FileError when the file cannot be written.
 */
export async function writeResults(path: string, results: Results): Promise<void> {
  await writeFileWhole(path, formatResults(results));
}

/**
 * The text of a results file; see {@link writeResults}.
 *
 * @throws EvaluationError when a row does not fit the classes.
 */
export function formatResults({ classes, rows }: Results): string {
  for (const row of rows) checkRow(row, classes);
  const header = ['File_name', 'GT', 'Pred', ...classes.map((name) => `${name}_prob`)];
  const records = rows
    .toSorted((a, b) => compareCodePoints(a.file, b.file))
    .map(({ file, label, predicted, probabilities }) => [
      file,
      String(label),
      String(predicted),
      ...Array.from(probabilities, sixDecimals),
    ]);
  return stringify([header, ...records], {
    record_delimiter: 'windows',
    quote_record_delimiter: true,
    // Readers leave out blanks around a field that is not quoted.
    quoted_match: /^\s|\s$/,
  });
}

/**
 * Python's `'%.6f' % p`. `toFixed` differs from it where the seventh decimal is an exact 5 and the
 * rest is zero, which Python rounds to even; in binary only odd multiples of 1/128 are such numbers.
 */
export function sixDecimals(p: number): string {
  const millionths = p * 1e6;
  const tie = Number.isInteger(p * 128) && millionths % 1 === 0.5;
  return (tie ? (2 * Math.round(millionths / 2)) / 1e6 : p).toFixed(6);
}

function checkRow(
  { file, label, predicted, probabilities }: ResultRow,
  classes: readonly string[],
): void {
  const fits =
    probabilities.length === classes.length &&
    [label, predicted].every((index) => Number.isInteger(index) && index in classes) &&
    Array.from(probabilities).every((p) => p >= 0 && p <= 1.00001);
  if (fits) return;
  throw new EvaluationError(
    'RESULTS_ROW',
    `results of ${file} do not fit the classes ${classes.join(', ')}: GT ${label}, Pred ${predicted}, probabilities ${Array.from(probabilities).join(', ')}; expected class indices and one probability 0 … 1 for each class`,
  );
}
