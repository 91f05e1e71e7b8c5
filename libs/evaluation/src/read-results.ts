import { readFile, stat } from 'node:fs/promises';
import { FileError } from '@gender/core/node';
import { decodeText } from '@gender/dataset';
import { CsvError, parse } from 'csv-parse/sync';
import { EvaluationError } from './evaluation-error.js';
import type { ResultRow, Results } from './results.js';

/** Larger files are no results: a row takes about 43 bytes, so this holds six million images. */
const largestFile = 256 * 2 ** 20;

/** By how much the sum of probabilities may be off: two of them, rounded to two decimals, and some more. */
const ROUNDING = 0.02;

const expectedHeader = 'File_name,GT,Pred,<Class>_prob,<Class>_prob';

interface Line {
  /** Where it ends in the file, from 1. */
  number: number;
  fields: string[];
}

/**
 * Reads a results file in the format of {@link writeResults}, with any line ends, with or without a
 * byte order mark, numbers in any notation, spaces, or a first column of row numbers.
 *
 * @throws EvaluationError when it is not a results file, or a file lies in the folder of another class
 *   than its own, naming the line.
 * @throws FileError when it cannot be read.
 */
export async function readResults(path: string): Promise<Results> {
  return parseResults(await readText(path), path);
}

/**
 * Parses the text of a results file.
 *
 * @param name - where the text comes from, for messages
 * @throws EvaluationError when it is not a results file, naming the line.
 */
export function parseResults(text: string, name: string): Results {
  const [header, ...lines] = parseLines(text, name);
  const classes = parseHeader(header?.fields, name);
  if (lines.length === 0) {
    throw new EvaluationError(
      'RESULTS_EMPTY',
      `${name} holds no results, only a header; write it again`,
    );
  }
  return { classes, rows: lines.map((line) => parseRow(line, classes, name)) };
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= largestFile) return decodeText(await readFile(path));
    throw new EvaluationError(
      'RESULTS_FORMAT',
      `${path} has ${size} bytes, expected a results file of at most ${largestFile}; name a .csv file`,
    );
  } catch (cause) {
    throw cause instanceof EvaluationError ? cause : FileError.from(path, 'read', cause);
  }
}

function parseLines(text: string, name: string): Line[] {
  const lines: Line[] = [];
  let indexed: boolean | undefined;
  try {
    parse(text, {
      bom: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
      relax_column_count: true,
      trim: true,
      on_record: (record: string[], { lines: number }) => {
        indexed ??= isIndexed(record);
        lines.push({ number, fields: indexed ? record.slice(1) : record });
        return record;
      },
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new EvaluationError('RESULTS_FORMAT', `${name} is not a CSV file: ${cause.message}`, {
      cause,
    });
  }
  return lines;
}

/** Whether a header begins with the column of row numbers that pandas writes. */
function isIndexed([first, second]: readonly string[]): boolean {
  return second === 'File_name' && first !== undefined && /^(|index|Unnamed: 0)$/.test(first);
}

function parseHeader(header: readonly string[] = ['an empty file'], name: string): string[] {
  const [file, label, predicted, ...columns] = header;
  const classes = columns.map((column) => column.replace(/_prob$/, ''));
  const wellFormed = columns.every((column) => column.length > 5 && column.endsWith('_prob'));
  const fixed = file === 'File_name' && label === 'GT' && predicted === 'Pred';
  const distinct = new Set(classes).size === classes.length;
  if (fixed && classes.length >= 2 && distinct && wellFormed) return classes;
  const found = header.join(',').slice(0, 80);
  throw new EvaluationError(
    'RESULTS_FORMAT',
    `${name} is not a results file: expected the header ${expectedHeader}, found ${found}`,
  );
}

function parseRow({ number, fields }: Line, classes: readonly string[], name: string): ResultRow {
  const fail = (expected: string, found: string): EvaluationError =>
    new EvaluationError(
      'RESULTS_FORMAT',
      `${name} line ${number}: expected ${expected}, found ${found.slice(0, 80)}`,
    );
  const [file = '', label = '', predicted = '', ...probabilities] = fields;
  if (fields.length !== classes.length + 3) {
    throw fail(`${classes.length + 3} columns`, `${fields.length}`);
  }
  const classIndex = (column: string, text: string): number => {
    const index = numberOf(text);
    if (index in classes) return index;
    throw fail(`a class index 0 … ${classes.length - 1} in column ${column}`, `"${text}"`);
  };
  const probability = (text: string): number => {
    const value = numberOf(text);
    if (value <= 1) return value;
    throw fail('a probability 0 … 1', `"${text}"`);
  };
  if (file === '') throw fail('a file name', 'none');
  const trueClass = classIndex('GT', label);
  const folder = classes.find(
    (each) => file.startsWith(`${each}/`) || file.startsWith(`${each}\\`),
  );
  if (folder !== undefined && folder !== classes[trueClass]) {
    throw fail(`class ${classes.indexOf(folder)} in column GT for a file in ${folder}`, label);
  }
  const values = probabilities.map(probability);
  const sum = values.reduce((total, value) => total + value, 0);
  if (Math.abs(sum - 1) > ROUNDING) throw fail('probabilities that sum to 1', `${sum}`);
  return {
    file,
    label: trueClass,
    predicted: classIndex('Pred', predicted),
    probabilities: values,
  };
}

/** A number from 0 as programs write it, such as `1.0E+00`; of other texts NaN. */
function numberOf(text: string): number {
  return /^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : Number.NaN;
}
