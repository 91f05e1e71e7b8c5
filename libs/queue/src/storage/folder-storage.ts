import { copyFile, readFile, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError, writeAside, writeFileWhole } from '@gender/core/node';
import type { PartStorage } from './part-storage.js';

/**
 * Parts in a folder, which machines share by a network file system.
 *
 * @param options.isOurs - whether the folder goes with the last of its runs; default false
 */
export function folderStorage(folder: string, { isOurs = false } = {}): PartStorage {
  const at = (run: string, name = ''): string => join(folder, run, name);
  return {
    name: folder,
    list: async (run) => {
      const found = await whereThere(at(run), (path) => readdir(path));
      return new Set(found);
    },
    read: (run, name) => whereThere(at(run, name), (path) => readFile(path, 'utf8')),
    write: (run, name, text) => writeFileWhole(at(run, name), text),
    put: (run, name, path) => writeAside(at(run, name), (temporary) => copyFile(path, temporary)),
    collect: (run) => Promise.resolve(at(run)),
    remove: async (run) => {
      await rm(at(run), { recursive: true, force: true });
      // One that is not empty stays, which is no fault.
      if (isOurs) await rmdir(folder).catch(() => undefined);
    },
  };
}

async function whereThere<T>(
  path: string,
  read: (path: string) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read(path);
  } catch (cause) {
    const error = FileError.from(path, 'read', cause);
    if (error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  }
}
