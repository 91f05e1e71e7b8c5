import { readRegularFile } from '@gender/core/node';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { DatasetError } from '../dataset-error.js';

/** The largest list that is read, 256 MiB: over a million rows. */
const MAX_LIST_BYTES = 2 ** 28;

const tableSchema = z.array(z.array(z.string()));

/**
 * The text of a list: UTF-8, or what spreadsheets write: UTF-16 with a mark, and Windows' western
 * code page.
 *
 * @throws FileError when it cannot be read.
 */
export async function readText(path: string): Promise<string> {
  return decodeText(await readList(path));
}

/** The bytes of a list. @throws FileError when it cannot be read. */
export function readList(path: string): Promise<Uint8Array> {
  return readRegularFile(path, { maxBytes: MAX_LIST_BYTES });
}

/** The text that the bytes of a list stand for, as `readText` reads it. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** The lines of a list, without padding, empty ones left out. */
export async function readLines(path: string): Promise<string[]> {
  const lines = (await readText(path)).split(/\r\n|\r|\n/).map((line) => line.trim());
  return lines.filter((line) => line !== '');
}

/** The cells of a table, without padding; every row has as many. */
export function parseTable(text: string, delimiter: string): string[][] {
  return tableSchema.parse(
    parse(text, { delimiter, bom: true, trim: true, skip_empty_lines: true }),
  );
}

/**
 * The rows of a table with a header, each with the columns that are needed.
 *
 * @throws DatasetError `DATASET_MANIFEST` when it is no table or lacks a column; FileError.
 */
export async function readRecords<Column extends string>(
  path: string,
  delimiter: string,
  columns: readonly Column[],
): Promise<Record<Column, string>[]> {
  const [header, ...rows] = await readCells(path, delimiter);
  const missing = columns.find((name) => header?.includes(name) !== true);
  if (header === undefined || missing !== undefined) {
    throw invalidList(path, `has no column ${missing}; its columns are ${header?.join(', ')}`);
  }
  const schema = z.record(z.enum(columns), z.string());
  const places = columns.map((name) => [name, header.indexOf(name)] as const);
  return rows.map((row) =>
    schema.parse(Object.fromEntries(places.map(([name, place]) => [name, row[place]]))),
  );
}

async function readCells(path: string, delimiter: string): Promise<string[][]> {
  const text = await readText(path);
  try {
    return parseTable(text, delimiter);
  } catch (cause) {
    throw invalidList(path, `is no table: ${firstReason(cause)}`, cause);
  }
}

/** Why a table could not be read, in a line. */
export function firstReason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** A list of a published collection that is not as published. */
export function invalidList(path: string, what: string, cause?: unknown): DatasetError {
  return new DatasetError('DATASET_MANIFEST', `${path} ${what}; get the published list again`, {
    cause,
  });
}
