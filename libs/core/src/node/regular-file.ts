import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { FileError } from './file-error.js';

/** Without it, opening a pipe that replaced the file in the meantime would wait for a writer for ever. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** How much is read at first where the system gives no size, as for files of `/proc`. */
const FIRST_BYTES = 64 * 1024;

/** Files that are no larger are read by synchronous calls, which take a fifth of the processor time. */
const SMALL_BYTES = 256 * 1024;

/** Limits of reading a file. */
export interface ReadLimits {
  /** The most bytes that a file may have. */
  readonly maxBytes: number;
}

/**
 * Opens a regular file for reading. Devices, pipes, sockets and folders, which may have no end or
 * never answer, are refused before they are opened; links are followed.
 *
 * @throws FileError `FILE_ACCESS` when the path is something else than a regular file; otherwise as
 *   the system says.
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  try {
    requireRegular(path, await stat(path));
    const handle = await open(path, READ);
    try {
      requireRegular(path, await handle.stat());
      return handle;
    } catch (cause) {
      await handle.close();
      throw cause;
    }
  } catch (cause) {
    throw asFileError(path, cause);
  }
}

/**
 * Reads a whole regular file. Bytes are counted while they are read, so that a file that grows or
 * has no size ends as well.
 *
 * @throws FileError `FILE_ACCESS` as `openRegularFile`, `FILE_TOO_LARGE` beyond `maxBytes`.
 */
export async function readRegularFile(
  path: string,
  { maxBytes }: ReadLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const { size } = statSync(path);
    if (size > 0 && size <= SMALL_BYTES) return readWholeSync(path, maxBytes);
    await using handle = await openRegularFile(path);
    const stats = await handle.stat();
    requireSize(path, stats.size, maxBytes);
    const collecting = collect(path, stats.size, maxBytes);
    let step = collecting.next(0);
    while (step.done !== true) {
      const { bytesRead } = await handle.read(step.value, 0, step.value.length);
      step = collecting.next(bytesRead);
    }
    return step.value;
  } catch (cause) {
    throw asFileError(path, cause);
  }
}

function readWholeSync(path: string, maxBytes: number): Uint8Array<ArrayBuffer> {
  return withFileSync(path, (file) => {
    const { size } = fstatSync(file);
    requireSize(path, size, maxBytes);
    const collecting = collect(path, size, maxBytes);
    let step = collecting.next(0);
    while (step.done !== true) step = collecting.next(readSync(file, step.value));
    return step.value;
  });
}

/**
 * The first bytes of a regular file, as many as the buffer holds, by synchronous calls: for small
 * reads from many files.
 *
 * @returns a view of the part of `buffer` that was filled
 * @throws FileError as `openRegularFile`.
 */
export function readStartSync(path: string, buffer: Uint8Array): Uint8Array {
  return withFileSync(path, (file) => {
    let filled = 0;
    while (filled < buffer.length) {
      const count = readSync(file, buffer, filled, buffer.length - filled, filled);
      if (count === 0) break;
      filled += count;
    }
    return buffer.subarray(0, filled);
  });
}

function withFileSync<T>(path: string, read: (file: number) => T): T {
  try {
    requireRegular(path, statSync(path));
    const file = openSync(path, READ);
    try {
      requireRegular(path, fstatSync(file));
      return read(file);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw asFileError(path, cause);
  }
}

/** What a path is when it is no regular file, for messages; `undefined` for a regular file. */
export function unusualKind(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined;
  if (stats.isDirectory()) return 'a folder';
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return 'a device';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'no regular file';
}

function requireRegular(path: string, stats: Stats): void {
  const kind = unusualKind(stats);
  if (kind === undefined) return;
  throw new FileError('FILE_ACCESS', `cannot read ${path}: it is ${kind}; name a file`);
}

function requireSize(path: string, bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  throw new FileError(
    'FILE_TOO_LARGE',
    `cannot read ${path}: it has more than the ${maxBytes} bytes allowed; is it the right file?`,
  );
}

/** Yields room for bytes and is told how many were read into it, until there are none. */
function* collect(
  path: string,
  expected: number,
  maxBytes: number,
): Generator<Uint8Array, Uint8Array<ArrayBuffer>, number> {
  // One byte more than expected shows the end without growing.
  let bytes = new Uint8Array(expected === 0 ? FIRST_BYTES : expected + 1);
  let filled = 0;
  for (;;) {
    const count = yield bytes.subarray(filled);
    if (count === 0) return bytes.subarray(0, filled);
    filled += count;
    requireSize(path, filled, maxBytes);
    if (filled === bytes.length) {
      const larger = new Uint8Array(bytes.length * 2);
      larger.set(bytes);
      bytes = larger;
    }
  }
}

function asFileError(path: string, cause: unknown): unknown {
  return cause instanceof FileError ? cause : FileError.from(path, 'read', cause);
}
