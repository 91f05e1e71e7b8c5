import { readdir, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { FileError } from '@gender/core/node';
import { compareCodePoints } from '@gender/core';
import { isHidden, isPictureName } from './file-name.js';

/** The folders in a folder, or links to folders, in Python's order; hidden ones left out. */
export async function listFolders(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw FileError.from(folder, 'read', cause);
  });
  const visible = names.filter((name) => !isHidden(name)).sort(compareCodePoints);
  const kinds = await Promise.all(visible.map((name) => isFolder(join(folder, name))));
  return visible.filter((_, index) => kinds[index]);
}

/** Whether a path is a folder, or a link to one. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/**
 * The pictures in a folder and the folders below it, as paths with `/` relative to it, in the
 * order in which Keras walks: folders by their path, files by their name. Links to folders are not
 * followed, so that a circle of links is no trap; hidden files and folders are left out.
 *
 * @throws FileError when a folder cannot be read.
 */
export async function listPictures(folder: string): Promise<string[]> {
  const found = await walk(folder, '');
  found.sort((a, b) => compareCodePoints(a.folder, b.folder));
  return found.flatMap(({ folder: inner, names }) => names.map((name) => posix.join(inner, name)));
}

interface WalkedFolder {
  /** Relative, with `/`; empty for the folder that the walk began with. */
  readonly folder: string;
  readonly names: string[];
}

async function walk(root: string, folder: string): Promise<WalkedFolder[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(
    (cause: unknown) => {
      throw FileError.from(join(root, folder), 'read', cause);
    },
  );
  const visible = entries.filter(({ name }) => !isHidden(name));
  const names: string[] = [];
  const folders: WalkedFolder[] = [];
  for (const entry of visible) {
    if (entry.isDirectory()) folders.push(...(await walk(root, posix.join(folder, entry.name))));
    else if (isPictureName(entry.name) && !(await isLinkedFolder(entry, root, folder))) {
      names.push(entry.name);
    }
  }
  return [{ folder, names: names.sort(compareCodePoints) }, ...folders];
}

async function isLinkedFolder(
  entry: { name: string; isSymbolicLink(): boolean },
  root: string,
  folder: string,
): Promise<boolean> {
  return entry.isSymbolicLink() && isFolder(join(root, folder, entry.name));
}
