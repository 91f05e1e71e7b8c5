import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError } from '@gender/core/node';
import { isHidden } from '../file-name.js';
import { isFolder, listFolders } from '../folders.js';

/** A collection lies so many folders deep at most: `agegender_cleaned/combined/aligned`. */
export const DEPTH = 3;

/** A folder with more folders than this is a collection's own, such as LFW's 5 749 people. */
const MAX_FOLDERS = 20;

/**
 * The first folder whose visible entries a collection begins with: `source`, or one in it, up to
 * three deep.
 *
 * @param begins - whether a collection begins with entries of these names
 * @returns nothing where there is none, or `source` is no folder
 * @throws FileError when a folder cannot be read.
 */
export async function findFolder(
  source: string,
  begins: (names: readonly string[]) => boolean,
  depth = DEPTH,
): Promise<string | undefined> {
  if (depth === 0 || !(await isFolder(source))) return undefined;
  if (begins(await visibleNames(source))) return source;
  const folders = await listFolders(source);
  if (folders.length > MAX_FOLDERS) return undefined;
  for (const name of folders) {
    const found = await findFolder(join(source, name), begins, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The names of what is in a folder, hidden entries left out, in no order. */
export async function visibleNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw FileError.from(folder, 'read', cause);
  });
  return names.filter((name) => !isHidden(name));
}
