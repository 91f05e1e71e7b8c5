import { extname } from 'node:path';
import * as z from 'zod';
import { parseKnownAge } from '../age.js';
import { DatasetError } from '../dataset-error.js';
import type { LeftOut } from '../left-out.js';
import { splitCalled, splitNames, type SplitName } from '../split-name.js';
import type { ListedPicture } from './listed-pictures.js';
import { firstReason, parseTable } from './read-table.js';

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
  split: ['split', 'partition', 'subset'],
  fold: ['fold'],
} as const;

/** Columns by which accuracy may be looked at; their names are kept. */
const GROUP = /^(race|ethnicity|skin_tone|skin_type|group|group_.+)$/;

const separators = { comma: ',', semicolon: ';', tab: '\t' } as const;

/** Endings of manifests with a JSON object in each line. */
export const jsonLinesEndings: readonly string[] = ['.jsonl', '.ndjson'];

/**
 * Reads the rows of a manifest: a table separated by commas, semicolons or tabs, with a header in which
 * the columns bear one of their usual names, or a JSON object with such keys in each line. Rows without a
 * file or label are counted and left out; an age that is neither a number nor an interval is unknown.
 *
 * @throws DatasetError `DATASET_MANIFEST` with the columns found when one that is needed is missing,
 *   or a row names a split that is none.
 */
export function parseManifest(path: string, text: string, leftOut: LeftOut): ListedPicture[] {
  const isJson = jsonLinesEndings.includes(extname(path).toLowerCase());
  const { form, header, rows } = isJson ? readJsonLines(path, text) : readTable(path, text);
  const names = header.map((name) => name.toLowerCase().replace(/[\s-]+/g, '_'));
  const places = findColumns(path, names, form);
  return rows.flatMap((row, index) => {
    const cell = (place: number | undefined): string | undefined =>
      place === undefined ? undefined : row[place] || undefined;
    const [file, label] = [cell(places.file), cell(places.label)];
    if (file === undefined || label === undefined) {
      leftOut.add(file === undefined ? 'without a name' : 'without a label');
      return [];
    }
    const split = cell(places.split);
    return [
      {
        ...{ file, label, person: cell(places.person) },
        ...parseKnownAge(cell(places.age)),
        ...(split !== undefined && { split: readSplit(path, split, index + 1) }),
        fold: cell(places.fold),
        ...groupsOf(names, row),
      },
    ];
  });
}

type Places = Record<keyof typeof columns, number | undefined>;

function findColumns(path: string, names: readonly string[], form: string): Places {
  const place = (column: keyof typeof columns): number | undefined =>
    columns[column].map((name) => names.indexOf(name)).find((index) => index >= 0);
  const missing = (['file', 'label'] as const).find((column) => place(column) === undefined);
  if (missing !== undefined) {
    throw invalidManifest(
      path,
      `has no column ${missing} (${columns[missing].join(', ')}); its columns, ${form}, are ${names.join(', ')}`,
    );
  }
  return {
    file: place('file'),
    label: place('label'),
    person: place('person'),
    age: place('age'),
    split: place('split'),
    fold: place('fold'),
  };
}

function readSplit(path: string, word: string, row: number): SplitName {
  const split = splitCalled(word);
  if (split !== undefined) return split;
  throw invalidManifest(
    path,
    `says in row ${row} that the picture belongs to ${JSON.stringify(word)}, which is none of ${splitNames.join(', ')}`,
  );
}

function groupsOf(
  names: readonly string[],
  row: readonly (string | undefined)[],
): Pick<ListedPicture, 'groups'> {
  const known = names.flatMap((name, place) => {
    const value = row[place];
    return GROUP.test(name) && value ? [[name, value] as const] : [];
  });
  return known.length === 0 ? {} : { groups: Object.fromEntries(known) };
}

/** A manifest's cells, and in words how they are parted. */
interface Cells {
  readonly form: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | undefined)[])[];
}

const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A JSON object in each line; `null` and what is missing are empty cells. */
function readJsonLines(path: string, text: string): Cells {
  const rows = text
    .replace(/^\ufeff/, '')
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => parseJsonLine(path, line, number));
  const header = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  if (header.length === 0) throw invalidManifest(path, 'is empty');
  return {
    form: 'its keys',
    header,
    rows: rows.map((row) => header.map((name) => row.get(name))),
  };
}

/** The cells of a line by their keys; lists and objects, as other tools keep there, are no cells. */
function parseJsonLine(path: string, line: string, number: number): Map<string, string> {
  try {
    const row = z.record(z.string(), z.unknown()).parse(JSON.parse(line));
    const cells = Object.entries(row).map(
      ([key, value]) => [key, cellSchema.safeParse(value)] as const,
    );
    return new Map(
      cells.flatMap(([key, { data }]) =>
        data === undefined || data === null ? [] : [[key, String(data).trim()]],
      ),
    );
  } catch (cause) {
    throw invalidManifest(
      path,
      `has no JSON object in line ${number}: ${firstReason(cause)}`,
      cause,
    );
  }
}

function readTable(path: string, text: string): Cells {
  const [separator, delimiter] = findSeparator(text);
  try {
    const [header, ...rows] = parseTable(text, delimiter);
    if (header !== undefined) return { form: `separated by a ${separator}`, header, rows };
  } catch (cause) {
    throw invalidManifest(path, `is not CSV: ${firstReason(cause)}`, cause);
  }
  throw invalidManifest(path, 'is empty');
}

/** The separator that parts the first line into most columns. */
function findSeparator(text: string): [name: string, delimiter: string] {
  const line = text.replace(/[\r\n][^]*/, '');
  const count = (delimiter: string): number => line.split(delimiter).length;
  const [first, ...others] = Object.entries(separators).sort(([, a], [, b]) => count(b) - count(a));
  if (first === undefined) throw new Error(`internal error: ${others.length} separators`);
  return first;
}

/** A manifest that cannot be read, and what one is. */
export function invalidManifest(csv: string, what: string, cause?: unknown): DatasetError {
  return new DatasetError(
    'DATASET_MANIFEST',
    `${csv} ${what}; a manifest has the columns file and label, and optionally person, age, split and fold`,
    { cause },
  );
}
