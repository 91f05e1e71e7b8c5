import { required } from '@gender/core';
import { confidenceOf, type Results } from './results.js';

/** A picture that not all of some results call the same; plain data. */
export interface DifferingPicture {
  readonly file: string;
  /** The name of its class in the dataset. */
  readonly label: string;
  /** What each of the results calls it, in their order. */
  readonly calls: readonly Call[];
}

/** What a picture is called; plain data. */
export interface Call {
  readonly called: string;
  readonly isRight: boolean;
  /** The probability of `called`. */
  readonly confidence: number;
}

/**
 * The pictures that not all results call the same.
 *
 * @param results - of the same classes, their rows of the same files in the same order
 */
export function differingPictures(results: readonly Results[]): DifferingPicture[] {
  const { classes, rows } = required(results[0], 'the first of the results');
  return rows.flatMap(({ file, label }, at) => {
    const calls = results.map((each): Call => {
      const row = required(each.rows[at], `the row of ${file}`);
      const called = required(classes[row.predicted], 'the class that a picture is called');
      return { called, isRight: row.predicted === label, confidence: confidenceOf(row) };
    });
    if (new Set(calls.map(({ called }) => called)).size === 1) return [];
    return [{ file, label: required(classes[label], 'the class of a label'), calls }];
  });
}
