import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { FileError, isFileSystemError } from './file-error.js';
import { flush } from './write-whole.js';

/**
 * Lets `write` fill a folder under a temporary name beside the target, flushes its files to the
 * disk and renames it, so that the folder appears whole or not at all. When `write` fails, nothing
 * changes.
 *
 * @param owns - whether a file of an earlier folder of that name may be replaced with it
 * @param write - fills the folder with the given name, without folders in it
 * @throws FileError when the folder cannot be written or holds other files; errors of `write` pass through.
 */
export async function writeFolderWhole(
  path: string,
  owns: (name: string) => boolean,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const target = resolve(path);
  const temporary = `${target}.${process.pid}-${randomUUID().slice(0, 8)}.part`;
  try {
    await requireOwn(target, owns);
    await mkdir(dirname(target), { recursive: true });
    await mkdir(temporary);
    await write(temporary);
    for (const name of await readdir(temporary)) await flush(join(temporary, name));
    await swap(temporary, target);
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw isFileSystemError(cause) ? FileError.from(path, 'write', cause) : cause;
  }
}

async function requireOwn(target: string, owns: (name: string) => boolean): Promise<void> {
  const foreign = (await namesIn(target)).find((name) => !owns(name));
  if (foreign === undefined) return;
  throw new FileError(
    'FILE_ACCESS',
    `cannot write ${target}: it holds ${foreign}, which would be lost; name a new or an empty folder`,
  );
}

/** Nothing where there is no folder. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((cause: unknown) => {
    if (isFileSystemError(cause) && cause.code === 'ENOENT') return [];
    throw cause;
  });
}

/** Puts a folder in the place of another, which comes back when that fails. */
async function swap(temporary: string, target: string): Promise<void> {
  const old = `${temporary}.old`;
  const existed = await rename(target, old).then(
    () => true,
    () => false,
  );
  try {
    await rename(temporary, target);
  } catch (cause) {
    if (existed) await rename(old, target);
    throw cause;
  }
  await rm(old, { recursive: true, force: true });
}
