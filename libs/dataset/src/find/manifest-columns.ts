import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { parseAge } from '../age.js';
import { DatasetError } from '../dataset-error.js';
import type { LeftOut } from '../left-out.js';

/** What people call the columns, the first names first. */
const columns = {
  file: [
    'file',
    'path',
    'filename',
    'file_name',
    'filepath',
    'file_path',
    'image',
    'image_path',
    'image_name',
    'img',
    'picture',
  ],
  label: ['label', 'class', 'gender', 'sex', 'target'],
  person: ['person', 'person_id', 'subject', 'identity'],
  age: ['age'],
} as const;

const separators = { comma: ',', semicolon: ';', tab: '\t' } as const;

/** A row of a manifest that names a picture and its label. */
export interface ManifestRow {
  readonly file: string;
  readonly label: string;
  readonly person: string | undefined;
  readonly age: number | undefined;
}

const tableSchema = z.array(z.array(z.string()));

/**
 * Reads the rows of a manifest: separated by commas, semicolons or tabs, with a header in which the
 * columns bear one of their usual names. Rows without a file or label are counted and left out; an
 * age that is no number is unknown.
 *
 * @throws DatasetError `DATASET_MANIFEST` with the columns found when one that is needed is missing.
 */
export function parseManifest(csv: string, text: string, leftOut: LeftOut): ManifestRow[] {
  const [separator, delimiter] = findSeparator(text);
  const [header, ...rows] = parseTable(csv, text, delimiter);
  if (header === undefined) throw invalidManifest(csv, 'is empty');
  const names = header.map((name) => name.toLowerCase().replace(/[\s-]+/g, '_'));
  const place = (column: keyof typeof columns): number | undefined =>
    columns[column].map((name) => names.indexOf(name)).find((index) => index >= 0);
  const places = {
    file: place('file'),
    label: place('label'),
    person: place('person'),
    age: place('age'),
  };
  const { file, label } = places;
  if (file === undefined || label === undefined) {
    const missing = file === undefined ? 'file' : 'label';
    throw invalidManifest(
      csv,
      `has no column ${missing} (${columns[missing].join(', ')}); its columns, separated by a ${separator}, are ${names.join(', ')}`,
    );
  }
  return rows.flatMap((row) => {
    const cell = (index: number | undefined): string | undefined =>
      index === undefined ? undefined : row[index] || undefined;
    const [picture, name, years] = [cell(file), cell(label), cell(places.age)];
    if (picture === undefined || name === undefined) {
      leftOut.add(picture === undefined ? 'without a name' : 'without a label');
      return [];
    }
    return [{ file: picture, label: name, person: cell(places.person), age: parseAge(years) }];
  });
}

/** The separator that parts the first line into most columns. */
function findSeparator(text: string): [name: string, delimiter: string] {
  const line = text.replace(/[\r\n][^]*/, '');
  const count = (delimiter: string): number => line.split(delimiter).length;
  const [first, ...others] = Object.entries(separators).sort(([, a], [, b]) => count(b) - count(a));
  if (first === undefined) throw new Error(`internal error: ${others.length} separators`);
  return first;
}

function parseTable(csv: string, text: string, delimiter: string): string[][] {
  try {
    const options = { delimiter, bom: true, trim: true, skip_empty_lines: true };
    return tableSchema.parse(parse(text, options));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw invalidManifest(csv, `is not CSV: ${reason}`, cause);
  }
}

/** A manifest that cannot be read, and what one is. */
export function invalidManifest(csv: string, what: string, cause?: unknown): DatasetError {
  return new DatasetError(
    'DATASET_MANIFEST',
    `${csv} ${what}; a manifest has the columns file and label, and optionally person and age`,
    { cause },
  );
}
