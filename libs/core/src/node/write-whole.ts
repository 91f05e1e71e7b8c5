import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError } from './file-error.js';

/**
 * Writes a file so that it appears whole or not at all: into a temporary name beside the target,
 * flushed to the disk, then renamed. Missing folders are made. When `write` fails, nothing stays.
 *
 * @param write - fills the open, empty file
 * @throws FileError when the file cannot be written; errors of `write` pass through.
 */
export async function writeWhole<T>(
  path: string,
  write: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  const temporary = `${path}.${process.pid}-${randomUUID().slice(0, 8)}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(temporary, 'wx+');
    let result: T;
    try {
      result = await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    return result;
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw isFileSystemError(cause) ? FileError.from(path, 'write', cause) : cause;
  }
}

/**
 * Writes text or bytes as a whole file.
 *
 * @throws FileError when the file cannot be written.
 */
export async function writeFileWhole(path: string, content: string | Uint8Array): Promise<void> {
  await writeWhole(path, (handle) => handle.writeFile(content));
}

function isFileSystemError(cause: unknown): boolean {
  return cause instanceof Error && 'errno' in cause && 'syscall' in cause;
}
