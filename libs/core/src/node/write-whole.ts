import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError, isFileSystemError } from './file-error.js';
import { clearRemains, workNames } from './remains.js';

/**
 * Lets `write` make a file under a temporary name beside the target, flushes it to the disk and
 * renames it, so that the file appears whole or not at all. Missing folders are made; what killed
 * processes left of the same work is cleared. When `write` fails, nothing stays. For software that
 * opens files by itself; otherwise use `writeWhole`.
 *
 * @param write - makes the file with the given name, and closes it
 * @throws FileError when the file cannot be written; errors of `write` pass through.
 */
export async function writeAside<T>(
  path: string,
  write: (temporary: string) => Promise<T>,
): Promise<T> {
  const names = workNames(path);
  const temporary = names.part;
  try {
    await mkdir(dirname(path), { recursive: true });
    await clearRemains(path);
    const result = await write(temporary);
    await flush(temporary);
    await rename(temporary, path);
    return result;
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw isFileSystemError(cause) ? FileError.from(path, 'write', cause) : cause;
  } finally {
    names.release();
  }
}

/**
 * Writes a file so that it appears whole or not at all, as `writeAside` does.
 *
 * @param write - fills the open, empty file
 * @throws FileError when the file cannot be written; errors of `write` pass through.
 */
export async function writeWhole<T>(
  path: string,
  write: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  return writeAside(path, async (temporary) => {
    const handle = await open(temporary, 'wx+');
    try {
      return await write(handle);
    } finally {
      await handle.close();
    }
  });
}

/**
 * Writes text or bytes as a whole file.
 *
 * @throws FileError when the file cannot be written.
 */
export async function writeFileWhole(path: string, content: string | Uint8Array): Promise<void> {
  await writeWhole(path, (handle) => handle.writeFile(content));
}

/** Waits until the content of a file is on the disk, not only in the system's memory. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
