import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { required } from '@gender/core';
import { FileError, writeFileWhole } from '@gender/core/node';
import {
  bytesOf,
  bytesPerElement,
  elementCount,
  encodeNpyHeader,
  formatShape,
  zeroTensor,
  type Float32Tensor,
} from '@gender/tensor';
import * as z from 'zod';
import {
  rowChecksum,
  rowProvenanceSchema,
  sameProvenance,
  writeRecord,
  type FeatureRecord,
  type RowProvenance,
} from './feature-record.js';
import { decisionPath, journalPath, partialPath } from './install-store.js';
import type { RowSource } from './known-rows.js';

/** Rows reach the disk at least this often; a killed process loses none, a power cut these. */
const FLUSH_MILLISECONDS = 2000;

const entrySchema = z.object({
  /** SHA-256 of the picture. */
  sha256: z.string(),
  /** CRC-32 of the row's bytes: a row that did not reach the disk does not count. */
  crc32: z.number().int(),
});

type Entry = z.infer<typeof entrySchema>;

/**
 * The rows that a run computes, in the order in which they come: `<store>.partial` holds them as an
 * `.npy` file does, `<store>.partial.jsonl` says in a line for each which picture it belongs to.
 */
export class PartialStore implements RowSource, AsyncDisposable {
  readonly #path: string;
  readonly #rowShape: readonly number[];
  readonly #file: FileHandle;
  readonly #journal: FileHandle;
  readonly #entries: Entry[];
  /** The row of each picture, by its SHA-256. */
  readonly #rows: Map<string, number>;
  #flushed = performance.now();
  #flushing: Promise<void> = Promise.resolve();

  private constructor(
    path: string,
    { rowShape }: RowProvenance,
    handles: { file: FileHandle; journal: FileHandle },
    entries: readonly Entry[],
  ) {
    this.#path = path;
    this.#rowShape = rowShape;
    this.#file = handles.file;
    this.#journal = handles.journal;
    this.#entries = [...entries];
    this.#rows = new Map(entries.map(({ sha256 }, row) => [sha256, row]));
  }

  /** The SHA-256 of the picture of each row. */
  get pictures(): readonly string[] {
    return this.#entries.map(({ sha256 }) => sha256);
  }

  has(picture: string): Promise<boolean> {
    return Promise.resolve(this.#rows.has(picture));
  }

  checksum(picture: string): number | undefined {
    const row = this.#rows.get(picture);
    return row === undefined ? undefined : this.#entries[row]?.crc32;
  }

  async read(picture: string): Promise<Float32Array> {
    const row = required(this.#rows.get(picture), `the row of the picture ${picture}`);
    return (await readRows(this.#file, this.#rowShape, row, row + 1)).data;
  }

  /**
   * Opens what an interrupted run left beside the store at `path`, or begins anew when it was made
   * in another way.
   *
   * @throws FileError when the files cannot be written.
   */
  static async open(path: string, provenance: RowProvenance): Promise<PartialStore> {
    try {
      const file = await openForUpdate(partialPath(path));
      const entries = await wholeEntries(file, provenance, await readJournal(path, provenance));
      await file.truncate(offsetOf(provenance.rowShape, entries.length));
      await writeFileWhole(journalPath(path), [provenance, ...entries].map(lineOf).join(''));
      const journal = await open(journalPath(path), 'a');
      return new PartialStore(path, provenance, { file, journal }, entries);
    } catch (cause) {
      throw FileError.from(partialPath(path), 'write', cause);
    }
  }

  /**
   * Appends rows.
   *
   * @param rows - shape `(pictures.length, …rowShape)`
   * @param pictures - the SHA-256 of the picture of each row
   * @throws FileError when they cannot be written.
   */
  async append(rows: Float32Tensor, pictures: readonly string[]): Promise<void> {
    const first = this.#entries.length;
    const size = elementCount(this.#rowShape);
    const expected = formatShape([pictures.length, ...this.#rowShape]);
    if (formatShape(rows.shape) !== expected) {
      throw new Error(`internal error: rows of shape ${formatShape(rows.shape)}, not ${expected}`);
    }
    const entries = pictures.map((sha256, index): Entry => {
      const row = rows.data.subarray(index * size, (index + 1) * size);
      return { sha256, crc32: rowChecksum(row) };
    });
    try {
      await writeAll(this.#file, bytesOf(rows), offsetOf(this.#rowShape, first));
      await this.#journal.appendFile(entries.map(lineOf).join(''));
      await this.#flushNowAndThen();
    } catch (cause) {
      throw FileError.from(partialPath(this.#path), 'write', cause);
    }
    for (const [index, { sha256 }] of entries.entries()) this.#rows.set(sha256, first + index);
    this.#entries.push(...entries);
  }

  /**
   * Decides that the rows, all and in this order, are the store that `record` describes, and
   * closes the files; `installStore` puts it in its place.
   *
   * @throws FileError when the disk is full.
   */
  async finish(record: FeatureRecord): Promise<void> {
    try {
      const header = encodeNpyHeader('float32', [this.#entries.length, ...this.#rowShape]);
      await writeAll(this.#file, header, 0);
      await this.#file.sync();
      await this[Symbol.asyncDispose]();
    } catch (cause) {
      throw FileError.from(partialPath(this.#path), 'write', cause);
    }
    await writeRecord(decisionPath(partialPath(this.#path)), record);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#flushing.catch(() => undefined);
    await this.#file.close();
    await this.#journal.close();
  }

  /** Flushes in the background, while the next rows are computed; a failure shows one flush later. */
  async #flushNowAndThen(): Promise<void> {
    if (performance.now() - this.#flushed < FLUSH_MILLISECONDS) return;
    await this.#flushing;
    this.#flushing = this.#file.datasync();
    this.#flushing.catch(() => undefined);
    this.#flushed = performance.now();
  }
}

function lineOf(entry: RowProvenance | Entry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** Where a row begins; the header before the first has the same length for any number of rows. */
function offsetOf(rowShape: readonly number[], row: number): number {
  const header = encodeNpyHeader('float32', [0, ...rowShape]).length;
  return header + row * elementCount(rowShape) * bytesPerElement('float32');
}

async function openForUpdate(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true });
  return open(path, 'r+').catch(() => open(path, 'w+'));
}

/** The lines of a journal up to the first that is not whole; none when it is of rows made in another way. */
async function readJournal(path: string, provenance: RowProvenance): Promise<Entry[]> {
  const text = await readFile(journalPath(path), 'utf8').catch(() => '');
  const [first = '', ...lines] = text.split('\n');
  const written = rowProvenanceSchema.safeParse(parseLine(first));
  if (!written.success || !sameProvenance(written.data, provenance)) return [];
  const entries: Entry[] = [];
  for (const line of lines) {
    const entry = entrySchema.safeParse(parseLine(line));
    if (!entry.success) break;
    entries.push(entry.data);
  }
  return entries;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The entries up to the first whose row is not there as it was computed. */
async function wholeEntries(
  file: FileHandle,
  { rowShape }: RowProvenance,
  entries: readonly Entry[],
): Promise<readonly Entry[]> {
  for (const [row, entry] of entries.entries()) {
    const rows = await readRows(file, rowShape, row, row + 1).catch(() => undefined);
    if (rows === undefined || rowChecksum(rows.data) !== entry.crc32) return entries.slice(0, row);
  }
  return entries;
}

async function readRows(
  file: FileHandle,
  rowShape: readonly number[],
  start: number,
  end: number,
): Promise<Float32Tensor> {
  const rows = zeroTensor('float32', [end - start, ...rowShape]);
  const bytes = bytesOf(rows);
  const offset = offsetOf(rowShape, start);
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, offset + done);
    if (bytesRead === 0) throw new Error(`rows ${start} to ${end} are cut short`);
    done += bytesRead;
  }
  return rows;
}

async function writeAll(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, offset + done);
    done += bytesWritten;
  }
}
