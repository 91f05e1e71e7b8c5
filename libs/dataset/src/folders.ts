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
  const folders: string[] = [];
  for (const entry of await read(folder)) {
    if (isHidden(entry.name) || entry.isFile()) continue;
    if (entry.isDirectory() || (await isFolder(join(folder, entry.name)))) folders.push(entry.name);
  }
  return folders.sort(compareCodePoints);
}

/** Whether a path is a folder, or a link to one. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/**
 * How pictures are known: by their ending or their first bytes, among regular files; or by their
 * ending alone, so that what cannot be read is listed as well and is found when it is read.
 */
type PictureTest = 'content' | 'name';

/** Whether pictures lie directly in a folder. */
export async function holdsPictures(folder: string): Promise<boolean> {
  return (await filesIn(folder, new LeftOut(), 'content')).length > 0;
}

/**
 * The pictures in a folder and the folders below it, as paths with `/` relative to it, in the
 * order in which Keras walks: folders by their path, files by their name. Links to folders are not followed, so that a circle of links is no trap.
 *
 * @param leftOut - takes what is not a picture
 * @throws FileError when a folder cannot be read.
 */
export async function listPictures(
  folder: string,
  leftOut: LeftOut,
  test: PictureTest = 'content',
): Promise<string[]> {
  const found = await walk(folder, '', leftOut, test);
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
  test: PictureTest,
): Promise<WalkedFolder[]> {
  const path = join(root, folder);
  const folders: WalkedFolder[] = [];
  for (const entry of await read(path)) {
    if (!entry.isDirectory() || isHidden(entry.name)) continue;
    if (isPictureName(entry.name)) leftOut.addUnusual(join(path, entry.name), 'a folder');
    else folders.push(...(await walk(root, posix.join(folder, entry.name), leftOut, test)));
  }
  return [{ folder, names: await filesIn(path, leftOut, test) }, ...folders];
}

/** The pictures directly in a folder, by name. */
async function filesIn(folder: string, leftOut: LeftOut, test: PictureTest): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await read(folder)) {
    if (entry.isDirectory()) continue;
    if (isHidden(entry.name)) leftOut.add('hidden');
    else if (await isReadable(join(folder, entry.name), entry, leftOut, test))
      files.push(entry.name);
  }
  const pictures = await inSlices(files, (name) => tellPicture(folder, name, leftOut, test));
  return files.filter((_, index) => pictures[index]).sort(compareCodePoints);
}

async function read(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw FileError.from(folder, 'read', cause);
  });
}

async function isReadable(
  path: string,
  entry: Dirent,
  leftOut: LeftOut,
  test: PictureTest,
): Promise<boolean> {
  if (entry.isFile()) return true;
  const link = entry.isSymbolicLink();
  const kind = await stat(path).then(unusualKind, () => 'a file that does not exist');
  if (kind === undefined || (test === 'name' && kind !== 'a folder')) return true;
  leftOut.addUnusual(path, link ? `a link to ${kind}` : kind);
  return false;
}

function tellPicture(folder: string, name: string, leftOut: LeftOut, test: PictureTest): boolean {
  try {
    const isPicture =
      test === 'name' ? isPictureName(name) : isPictureByContent(join(folder, name));
    if (isPicture) return true;
    leftOut.add(extname(name).toLowerCase() || 'without an ending');
  } catch (error) {
    leftOut.addUnusual(join(folder, name), error instanceof Error ? error.message : String(error));
  }
  return false;
}

function isPictureByContent(path: string): boolean {
  return pictureEnding(path) !== undefined;
}
