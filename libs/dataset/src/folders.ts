import { readdir, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { extname, join, posix } from 'node:path';
import { compareCodePoints } from '@gender/core';
import { FileError, unusualKind } from '@gender/core/node';
import { isHidden, isPictureName, pictureEnding } from './file-name.js';
import { inSlices } from './in-slices.js';
import { LeftOut } from './left-out.js';

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

/** Whether a regular file is a picture. */
type IsPicture = (path: string) => boolean;

/** Whether pictures lie directly in a folder. */
export async function holdsPictures(folder: string): Promise<boolean> {
  return (await filesIn(folder, new LeftOut(), isPictureByContent)).length > 0;
}

/**
 * The pictures in a folder and the folders below it, as paths with `/` relative to it, in the
 * order in which Keras walks: folders by their path, files by their name. Links to folders are not followed, so that a circle of links is no trap.
 *
 * @param leftOut - takes what is not a picture
 * @param isPicture - how a picture is known; by default by its ending or its first bytes
 * @throws FileError when a folder cannot be read.
 */
export async function listPictures(
  folder: string,
  leftOut: LeftOut,
  isPicture: IsPicture = isPictureByContent,
): Promise<string[]> {
  const found = await walk(folder, '', leftOut, isPicture);
  found.sort((a, b) => compareCodePoints(a.folder, b.folder));
  return found.flatMap(({ folder: inner, names }) => names.map((name) => posix.join(inner, name)));
}

interface WalkedFolder {
  /** Relative, with `/`; empty for the folder that the walk began with. */
  readonly folder: string;
  readonly names: string[];
}

async function walk(
  root: string,
  folder: string,
  leftOut: LeftOut,
  isPicture: IsPicture,
): Promise<WalkedFolder[]> {
  const path = join(root, folder);
  const folders: WalkedFolder[] = [];
  for (const entry of await read(path)) {
    if (!entry.isDirectory() || isHidden(entry.name)) continue;
    if (isPictureName(entry.name)) leftOut.addUnusual(join(path, entry.name), 'a folder');
    else folders.push(...(await walk(root, posix.join(folder, entry.name), leftOut, isPicture)));
  }
  return [{ folder, names: await filesIn(path, leftOut, isPicture) }, ...folders];
}

/** The pictures directly in a folder, by name. */
async function filesIn(folder: string, leftOut: LeftOut, isPicture: IsPicture): Promise<string[]> {
  const regular: string[] = [];
  for (const entry of await read(folder)) {
    if (entry.isDirectory()) continue;
    if (isHidden(entry.name)) leftOut.add('hidden');
    else if (await isRegular(join(folder, entry.name), entry, leftOut)) regular.push(entry.name);
  }
  const pictures = await inSlices(regular, (name) => tellPicture(folder, name, leftOut, isPicture));
  return regular.filter((_, index) => pictures[index]).sort(compareCodePoints);
}

async function read(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw FileError.from(folder, 'read', cause);
  });
}

async function isRegular(path: string, entry: Dirent, leftOut: LeftOut): Promise<boolean> {
  if (entry.isFile()) return true;
  try {
    const kind = unusualKind(await stat(path));
    if (kind === undefined) return true;
    leftOut.addUnusual(path, entry.isSymbolicLink() ? `a link to ${kind}` : kind);
  } catch {
    leftOut.addUnusual(path, 'a link that leads nowhere');
  }
  return false;
}

function tellPicture(
  folder: string,
  name: string,
  leftOut: LeftOut,
  isPicture: IsPicture,
): boolean {
  try {
    if (isPicture(join(folder, name))) return true;
    leftOut.add(extname(name).toLowerCase() || 'without an ending');
  } catch (error) {
    leftOut.addUnusual(join(folder, name), error instanceof Error ? error.message : String(error));
  }
  return false;
}

function isPictureByContent(path: string): boolean {
  return pictureEnding(path) !== undefined;
}
