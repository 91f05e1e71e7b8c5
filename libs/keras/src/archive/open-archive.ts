import { FOREIGN_BYTES, refusal } from '@gender/core';
import { FileError, isFileSystemError, readStartSync } from '@gender/core/node';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { CONFIG_FILE, WEIGHTS_FILE } from './archive-format.js';
import { KerasError } from '../keras-error.js';

/** What a `.keras` archive holds, the weights unpacked to a file that is removed at the end. */
export interface KerasArchive extends AsyncDisposable {
  /** The text of `config.json`. */
  readonly config: string;
  /** Where the HDF5 file of weights lies. */
  readonly weights: string;
}

/** More files than any model has; those that are not asked for are not unpacked. */
const MAX_ENTRIES = 100_000;

/** Configurations have about 1 KB for each layer. */
const MAX_CONFIG_BYTES = 64 * 1024 * 1024;

/** How many times its size an archive may become: floats hardly shrink, and Keras stores them as they are. */
const MAX_GROWTH = 64;

/**
 * Opens a `.keras` archive, with every size checked before it is unpacked and every checksum after.
 *
 * @throws KerasError (`KERAS_FORMAT`) when it is damaged, hostile or no model.
 * @throws FileError when there is no space for the weights.
 */
export async function openArchive(path: string): Promise<KerasArchive> {
  const { size } = await stat(path);
  const folder = await mkdtemp(join(tmpdir(), 'gender-keras-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const weights = join(folder, WEIGHTS_FILE);
    const config = await unpack(path, size, weights);
    return { config, weights, [Symbol.asyncDispose]: remove };
  } catch (cause) {
    await remove();
    if (cause instanceof KerasError) throw cause;
    if (isFileSystemError(cause)) throw FileError.from(path, 'unpack', cause);
    throw notKeras(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** @returns the configuration; the weights go to a file */
async function unpack(path: string, size: number, weights: string): Promise<string> {
  // Names with backslashes are read as well.
  const zip = await openPromise(path, { autoClose: false, strictFileNames: false });
  try {
    const entries = await listEntries(path, zip);
    const folder = modelFolder(path, entries);
    const open = async (name: string, limit: number): Promise<AsyncIterable<Buffer>> => {
      const entry = entries.get(`${folder}${name}`);
      if (!entry) throw damaged(path, `it holds no ${name}`);
      return openEntry(path, zip, entry, limit);
    };
    const data = await open(WEIGHTS_FILE, size * MAX_GROWTH);
    await pipeline(data, createWriteStream(weights, { flags: 'wx' }));
    return (await buffer(await open(CONFIG_FILE, MAX_CONFIG_BYTES))).toString();
  } finally {
    zip.close();
  }
}

/**
 * Where the model lies: at the top, or in the one folder that somebody has packed; what macOS adds
 * beside it is left out.
 */
function modelFolder(path: string, entries: ReadonlyMap<string, Entry>): string {
  if (entries.has(CONFIG_FILE)) return '';
  const [folder, ...others] = [...entries.keys()]
    .filter((name) => name.endsWith(`/${CONFIG_FILE}`) && !name.startsWith('__MACOSX/'))
    .map((name) => name.slice(0, -CONFIG_FILE.length));
  if (folder === undefined) {
    throw notKeras(path, `it holds no ${CONFIG_FILE}`);
  }
  if (others.length === 0) return folder;
  throw new KerasError(
    'KERAS_FORMAT',
    `${path} holds several models (${[folder, ...others].join(', ')}); unpack it and name one`,
  );
}

async function listEntries(path: string, zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > MAX_ENTRIES) throw damaged(path, `it holds ${zip.entryCount} files`);
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (entries.has(entry.fileName)) throw damaged(path, `it holds two ${entry.fileName}`);
    entries.set(entry.fileName, entry);
  }
  return entries;
}

/** The content of a file, which ends with an error where it is longer or other than declared. */
async function openEntry(
  path: string,
  zip: ZipFile,
  entry: Entry,
  limit: number,
): Promise<AsyncIterable<Buffer>> {
  const { fileName, uncompressedSize } = entry;
  if (uncompressedSize > limit) {
    throw damaged(path, `${fileName} claims ${uncompressedSize} bytes, more than ${limit}`);
  }
  return withChecksum(path, entry, await zip.openReadStreamPromise(entry));
}

async function* withChecksum(path: string, entry: Entry, stream: Readable): AsyncGenerator<Buffer> {
  let checksum = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (checksum !== entry.crc32) throw damaged(path, `the checksum of ${entry.fileName} is wrong`);
}

function damaged(path: string, why: string): KerasError {
  return new KerasError('KERAS_FORMAT', `${path} is damaged: ${why}; get the file again`);
}

/** What is no archive of Keras, or not a whole one. */
function notKeras(path: string, why: string, cause?: unknown): KerasError {
  const start = readStartSync(path, new Uint8Array(FOREIGN_BYTES));
  const what = refusal('a Keras archive', start, `${why}; get the file again`);
  return new KerasError('KERAS_FORMAT', `${path} ${what}`, { cause });
}
