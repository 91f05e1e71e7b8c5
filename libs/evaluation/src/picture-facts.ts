import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { required, zip, type Logger } from '@gender/core';
import { readRegularFile } from '@gender/core/node';
import {
  ageBand,
  decodeText,
  parseKnownAge,
  readSplitManifest,
  type SplitName,
} from '@gender/dataset';
import { clusterNumbers } from '@gender/metrics';
import { CsvError, parse } from 'csv-parse/sync';
import { EvaluationError } from './evaluation-error.js';
import type { ResultRow } from './results.js';

/** What is known of pictures beside their classes, by file relative to the split: `Female/1.jpg`. */
export interface PictureFacts {
  /** All pictures that the table names, also those of which it knows nothing; absent: it is not checked whether they are the results'. */
  readonly files?: ReadonlySet<string> | undefined;
  /** Who is shown; the same text means the same person. */
  readonly persons: ReadonlyMap<string, string>;
  /** The interval of the age: of ten years where it is known (`30-39`), or the one that is known (`25-32`). */
  readonly ages: ReadonlyMap<string, string>;
  /** Of further columns by name, what stands there. */
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** What the columns of a table of facts may be called, in small letters, with `_` for blanks. */
const fileNames = ['file_name', 'file', 'filename', 'path'];
const personNames = ['person', 'person_id', 'subject', 'identity'];
const notGroups = ['label', 'class', 'gt', 'pred'];

/** A column of more values than these does not group pictures. */
const mostGroups = 50;

/** 256 MiB: some millions of rows. */
const largestTable = 2 ** 28;

/**
 * Persons and ages of a split, as its `split.json` knows them; nothing where there is none.
 *
 * @throws DatasetError when the manifest cannot be read.
 */
export async function readSplitFacts(
  dataRoot: string,
  dataset: string,
  split: SplitName,
): Promise<PictureFacts> {
  const folder = join(dataRoot, dataset);
  const { files } = existsSync(join(folder, 'split.json'))
    ? await readSplitManifest(folder)
    : { files: [] };
  const known = files
    .filter(({ file }) => file.startsWith(`${split}/`))
    .map(({ file, person, ...age }) => ({
      file: file.slice(split.length + 1),
      person,
      age: ageBand(age),
    }));
  return {
    persons: namedFacts(known.map(({ file, person }) => [file, person])),
    ages: namedFacts(known.map(({ file, age }) => [file, age])),
    columns: new Map(),
  };
}

/**
 * Reads a table of facts: CSV with a header, a column `File_name` (or `file`, `filename`, `path`) as
 * results files have it, and others. `person` (or `person_id`, `subject`, `identity`) says who is
 * shown, `age` how old, in years or an interval; each other column but for labels groups pictures by what stands there.
 *
 * @param only - the columns that group; default: all
 * @throws EvaluationError (`RESULTS_GROUPS`) when it is no such table, a picture stands in it twice,
 *   a column of `only` is missing, or one has more than 50 values.
 * @throws FileError when it cannot be read.
 */
export async function readFactsTable(
  path: string,
  only?: readonly string[],
): Promise<PictureFacts> {
  const bytes = await readRegularFile(path, { maxBytes: largestTable });
  const [header, ...rows] = parseTable(path, decodeText(bytes));
  if (header === undefined) throw groupsError(`${path} is empty, expected a header and rows`);
  const names = header.map((name) => name.toLowerCase().replace(/[\s-]+/g, '_'));
  const place = (wanted: readonly string[]): number =>
    names.findIndex((name) => wanted.includes(name));
  const filePlace = place(fileNames);
  if (filePlace < 0) {
    throw groupsError(
      `${path} has no column ${fileNames.join(', ')}; its columns are ${header.join(', ')}`,
    );
  }
  const files = rows.map((row) =>
    plainName(required(row[filePlace], `the file of a row of ${path}`)),
  );
  const seen = new Set<string>();
  for (const file of files) {
    if (file === '') throw groupsError(`${path} has a row without a file; name its picture`);
    if (seen.has(file)) throw groupsError(`${path} has ${file} twice; leave one of the rows`);
    seen.add(file);
  }
  const column = (at: number): Map<string, string> =>
    new Map(
      zip(files, rows).flatMap(([file, row]) => {
        const value = row[at];
        return value ? [[file, value] as const] : [];
      }),
    );
  const known = [filePlace, place(personNames), place(['age'])];
  const grouping = header.filter((name, at) =>
    only === undefined
      ? !known.includes(at) && !notGroups.includes(required(names[at], 'the name of a column'))
      : only.includes(name),
  );
  const missing = only?.find((name) => !header.includes(name));
  if (missing !== undefined) {
    throw groupsError(`${path} has no column ${missing}; its columns are ${header.join(', ')}`);
  }
  const columns = new Map(grouping.map((name) => [name, column(header.indexOf(name))]));
  for (const [name, values] of columns) checkGroups(path, name, new Set(values.values()).size);
  const ages = [...column(place(['age']))].flatMap(([file, text]) => {
    const band = ageBand(parseKnownAge(text));
    return band === undefined ? [] : [[file, band] as const];
  });
  return { files: seen, persons: column(place(personNames)), ages: new Map(ages), columns };
}

/**
 * Of each row the number of the person whom it shows; who is not known is somebody else. Absent
 * where nobody is known.
 *
 * @param logger - is warned where persons are known of some pictures only
 * @throws EvaluationError (`RESULTS_GROUPS`) when a table names none of these pictures.
 */
export function personsOf(
  rows: readonly ResultRow[],
  facts: readonly PictureFacts[],
  logger?: Logger,
): number[] | undefined {
  for (const table of facts) checkPictures(rows, table);
  const known = rows.map(({ file }) => lastOf(facts, ({ persons }) => factOf(persons, file)));
  const unknown = known.filter((person) => person === undefined).length;
  if (unknown > 0 && facts.some(({ persons }) => persons.size > 0)) {
    logger?.warn(
      `it is not known who is shown in ${unknown} of ${rows.length} pictures; intervals take each of them for somebody else`,
    );
  }
  return clusterNumbers(known);
}

/** A table of other pictures would say nothing, and intervals would be too narrow. */
function checkPictures(rows: readonly ResultRow[], { files }: PictureFacts): void {
  if (files === undefined) return;
  const [named] = files;
  const [first] = rows;
  if (named === undefined || first === undefined) return;
  if (rows.some(({ file }) => files.has(plainName(file)))) return;
  throw groupsError(
    `what is known of pictures is of others, such as ${named}, and of none of the results, such as ${first.file}; name pictures as the results do`,
  );
}

/** What is known of a picture, whose file results from other systems may name with backslashes and in other characters. */
export function factOf<T>(known: ReadonlyMap<string, T>, file: string): T | undefined {
  return known.get(file) ?? known.get(plainName(file));
}

/** What is known, under each file's own name, and under its plain name where that is no other file's. */
function namedFacts(
  known: readonly (readonly [file: string, value: string | undefined])[],
): Map<string, string> {
  const plain = known.map(([file, value]) => [plainName(file), value] as const);
  return new Map(
    [...new Map([...plain, ...known])].filter(
      (fact): fact is [string, string] => fact[1] !== undefined,
    ),
  );
}

/** A name with slashes, whose letters with accents are one character each: file systems and archives write them as two. */
function plainName(file: string): string {
  return file.replaceAll('\\', '/').normalize();
}

/** What the last table says that says anything. */
export function lastOf<T>(
  facts: readonly PictureFacts[],
  find: (facts: PictureFacts) => T | undefined,
): T | undefined {
  return facts.map(find).findLast((found) => found !== undefined);
}

function checkGroups(path: string, name: string, groups: number): void {
  if (groups <= mostGroups) return;
  throw groupsError(
    `column ${name} of ${path} has ${groups} different values, expected at most ${mostGroups}; choose the columns that group pictures`,
  );
}

function parseTable(path: string, text: string): string[][] {
  try {
    return parse(text, { bom: true, trim: true, skip_empty_lines: true });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw groupsError(`${path} is not CSV: ${cause.message}`, cause);
  }
}

function groupsError(message: string, cause?: unknown): EvaluationError {
  return new EvaluationError('RESULTS_GROUPS', message, { cause });
}
