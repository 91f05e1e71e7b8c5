import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { FileError, isFileSystemError } from './file-error.js';
import { clearRemains, workNames, type WorkNames } from './remains.js';
import { flush } from './write-whole.js';

/**
 * Lets `write` fill a hidden folder beside the target, flushes the files directly in it to the disk
 * and renames it, so that the folder appears whole or not at all. An earlier folder of that name is
 * removed once the new one is in its place. When `write` fails, nothing changes. What killed
 * processes left of the same work is cleared first.
 *
 * @param owns - whether a file or folder in an earlier folder of that name may be replaced with it
 * @param write - fills the folder with the given name
 * @returns what `write` returned
 * @throws FileError when the folder cannot be written or holds other files; errors of `write` pass through.
 */
export async function writeFolderWhole<T>(
  path: string,
  owns: (name: string) => boolean,
  write: (temporary: string) => Promise<T>,
): Promise<T> {
  const target = resolve(path);
  const names = workNames(target);
  try {
    await mkdir(dirname(target), { recursive: true });
    await clearRemains(target);
    await requireOwn(target, owns);
    await mkdir(names.part);
    const result = await write(names.part);
    await flushFiles(names.part);
    await swap(names, target);
    return result;
  } catch (cause) {
    await rm(names.part, { recursive: true, force: true }).catch(() => undefined);
    throw isFileSystemError(cause) ? FileError.from(path, 'write', cause) : cause;
  } finally {
    names.release();
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

async function flushFiles(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isFile()) await flush(join(folder, entry.name));
  }
}

/** Puts a folder in the place of another, which comes back when that fails. */
async function swap({ part, old }: WorkNames, target: string): Promise<void> {
  const existed = await rename(target, old).then(
    () => true,
    (cause: unknown) => {
      if (isFileSystemError(cause) && cause.code === 'ENOENT') return false;
      throw cause;
    },
  );
  try {
    await rename(part, target);
  } catch (cause) {
    if (existed) await rename(old, target);
    throw cause;
  }
  await rm(old, { recursive: true, force: true });
}
