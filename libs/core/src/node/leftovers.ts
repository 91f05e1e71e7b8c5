import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FileError } from './file-error.js';
import { remainsOf } from './remains.js';
import { deadLockOf, withLock, type LockOptions } from './with-lock.js';

/** What killed processes left of work on one file or folder. */
export interface Leftovers {
  /** The file or folder; need not exist. */
  readonly target: string;
  /** Hidden files and folders beside it: half written ones, earlier ones set aside, locks. */
  readonly paths: readonly string[];
}

/**
 * Finds what killed processes of this machine left in a folder and those below, in the order of
 * names. The next write beside it would clear it; a checkpoint or half a download, with which
 * a later run goes on, is none.
 *
 * @returns empty where there is no folder
 * @throws FileError when a folder or a lock cannot be read.
 */
export async function findLeftovers(folder: string): Promise<Leftovers[]> {
  const found = new Map<string, string[]>();
  for (const path of await hiddenPaths(folder)) {
    const target = await targetOf(path);
    if (target === undefined) continue;
    const paths = found.get(target);
    if (paths === undefined) found.set(target, [path]);
    else paths.push(path);
  }
  return [...found].map(([target, paths]) => ({ target, paths }));
}

/**
 * Removes leftovers, but for an earlier file or folder that was set aside and that nothing has
 * replaced: it comes back. Waits for a living process that works on the same path.
 *
 * @throws FileError when something cannot be removed; the reason of the signal.
 */
export async function clearLeftovers(
  { target }: Leftovers,
  options: LockOptions = {},
): Promise<void> {
  // Whoever locks a path takes a dead owner's lock over and clears what was left.
  await withLock(target, options, () => Promise.resolve());
}

async function hiddenPaths(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const hidden = entries.filter(({ name }) => name.startsWith('.'));
    return hidden.map(({ parentPath, name }) => join(parentPath, name)).sort();
  } catch (cause) {
    const error = FileError.from(folder, 'read', cause);
    if (error.code === 'FILE_NOT_FOUND') return [];
    throw error;
  }
}

async function targetOf(path: string): Promise<string | undefined> {
  const name = remainsOf(basename(path));
  return name === undefined ? deadLockOf(path) : join(dirname(path), name);
}
