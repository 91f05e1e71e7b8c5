import { access, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { FileError } from '@gender/core/node';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { DatasetError } from '../dataset-error.js';
import { personFromName } from '../file-name.js';
import type { LabelledImage } from '../labelled-image.js';

const optionalText = z
  .string()
  .optional()
  .transform((text) => (text === '' ? undefined : text));

/** Whole years; pandas writes them as `31.0` when some are unknown. */
const ageSchema = z
  .string()
  .regex(/^\d{1,3}(\.0+)?$/, 'expected an age in whole years')
  .transform(Number);

/** A row of a manifest; other columns are ignored. */
const rowSchema = z.object({
  file: z.string().min(1),
  label: z.string().min(1),
  person: optionalText,
  age: optionalText.pipe(ageSchema.optional()),
});

const rowsSchema = z.array(z.record(z.string(), z.string()));

type Row = z.infer<typeof rowSchema>;

/** The pictures that a manifest lists, and the folder that their paths start from. */
export interface ManifestImages {
  readonly root: string;
  readonly images: LabelledImage[];
}

/**
 * Reads a CSV file with a header and the columns `file` (or `path`), `label`, and where known
 * `person` and `age`. Paths are relative to the CSV's folder, or to the folder above it when the
 * first picture is only found from there.
 *
 * @throws DatasetError `DATASET_MANIFEST` when a column is missing, a row makes no sense, or two
 *   rows give one picture two labels; FileError when the CSV cannot be read.
 */
export async function readManifestFile(csv: string): Promise<ManifestImages> {
  const rows = parseRows(csv, await readText(csv));
  const root = await findRoot(csv, rows);
  const images = new Map<string, LabelledImage>();
  for (const { file, label, person, age } of rows) {
    const path = resolve(root, file);
    const before = images.get(path);
    if (before !== undefined && before.label !== label) {
      throw invalid(csv, `lists ${file} twice, as ${before.label} and as ${label}`);
    }
    images.set(path, before ?? { path, label, person: person ?? personFromName(path), age });
  }
  return { root, images: [...images.values()] };
}

/** Whether the first line of a CSV file names the columns that a manifest needs. */
export async function isManifestFile(csv: string): Promise<boolean> {
  try {
    return parseRows(csv, await readText(csv)).length > 0;
  } catch {
    return false;
  }
}

function parseRows(csv: string, text: string): Row[] {
  let table: Record<string, string>[];
  try {
    table = rowsSchema.parse(
      parse(text, { columns: columnNames, bom: true, trim: true, skip_empty_lines: true }),
    );
  } catch (cause) {
    throw invalid(csv, `is not CSV: ${cause instanceof Error ? cause.message : ''}`, cause);
  }
  return table.map((row, index) => {
    const { success, data, error } = rowSchema.safeParse(row);
    if (success) return data;
    const { path, message } = error.issues[0] ?? { path: [], message: '' };
    throw invalid(csv, `row ${index + 1} after the header: ${path.join('.')}: ${message}`, error);
  });
}

function columnNames(header: string[]): string[] {
  const names = header.map((name) => name.toLowerCase());
  return names.map((name) => (name === 'path' && !names.includes('file') ? 'file' : name));
}

async function readText(csv: string): Promise<string> {
  return readFile(csv, 'utf8').catch((cause: unknown) => {
    throw FileError.from(csv, 'read', cause);
  });
}

async function findRoot(csv: string, [first]: readonly Row[]): Promise<string> {
  const beside = dirname(resolve(csv));
  const above = dirname(beside);
  const exists = async (root: string): Promise<boolean> =>
    first !== undefined &&
    access(resolve(root, first.file)).then(
      () => true,
      () => false,
    );
  return !(await exists(beside)) && (await exists(above)) ? above : beside;
}

function invalid(csv: string, what: string, cause?: unknown): DatasetError {
  return new DatasetError(
    'DATASET_MANIFEST',
    `${csv} ${what}; a manifest has the columns file and label, and optionally person and age`,
    { cause },
  );
}
