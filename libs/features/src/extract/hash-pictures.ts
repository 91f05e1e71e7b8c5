import { readFile } from 'node:fs/promises';
import { silentProgress, type ProgressReporter } from '@gender/core';
import { FileError, sha256 } from '@gender/core/node';

/** Files read at once: enough to keep a disk busy. */
const FILES_AT_ONCE = 8;

/**
 * The SHA-256 of each picture's file, in their order.
 *
 * @throws FileError when a file cannot be read.
 */
export async function hashPictures(
  images: readonly { readonly path: string }[],
  options: { progress?: ProgressReporter | undefined; signal?: AbortSignal | undefined } = {},
): Promise<string[]> {
  const { progress = silentProgress, signal } = options;
  const task = progress.start({ label: 'hashing pictures', unit: 'images', total: images.length });
  const hashes: string[] = [];
  try {
    for (let start = 0; start < images.length; start += FILES_AT_ONCE) {
      signal?.throwIfAborted();
      const some = images.slice(start, start + FILES_AT_ONCE);
      hashes.push(...(await Promise.all(some.map(({ path }) => hashPicture(path)))));
      task.advance(some.length);
    }
  } finally {
    task.stop();
  }
  return hashes;
}

/** Reads the file whole: for files as small as pictures a stream costs four times as much. */
async function hashPicture(path: string): Promise<string> {
  try {
    return sha256(await readFile(path));
  } catch (cause) {
    throw FileError.from(path, 'read', cause);
  }
}
