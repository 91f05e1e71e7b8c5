import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compareCodePoints, zip } from '@gender/core';
import { DatasetError } from '../dataset-error.js';
import { personFromName } from '../file-name.js';
import { isFolder, listPictures } from '../folders.js';
import { inSlices } from '../in-slices.js';
import type { LabelledImage } from '../labelled-image.js';
import type { LeftOut } from '../left-out.js';

/** A picture that a list names. */
export interface ListedPicture extends Omit<LabelledImage, 'path' | 'label'> {
  /** As the list has it, relative to the folder that the list speaks of. */
  readonly file: string;
  /** The class; nothing where the list does not say it. */
  readonly label: string | undefined;
}

/**
 * The labelled pictures of a list; those without a label are counted and left out. Their order is that of their paths, whatever that of the list. A path that leads
 * nowhere is tried with `/` for `\`, and in the other forms of Unicode, before it counts as missing.
 *
 * @param list - the list's file, for messages
 * @param root - the folder that its paths are relative to
 * @throws DatasetError `DATASET_LABELS` when a picture is listed with two labels, `DATASET_MANIFEST` with two
 *   persons or splits.
 */
export async function findListed(
  list: string,
  root: string,
  rows: readonly ListedPicture[],
  leftOut: LeftOut,
): Promise<LabelledImage[]> {
  const paths = await inSlices(rows, ({ file }) => placeOf(root, file));
  const images = new Map<string, LabelledImage>();
  const unlabelled = new Set<string>();
  for (const [path, { file, label, ...known }] of zip(paths, rows)) {
    if (label === undefined) {
      unlabelled.add(path);
      continue;
    }
    const before = images.get(path);
    if (before !== undefined && before.label !== label) {
      throw new DatasetError(
        'DATASET_LABELS',
        `${list} lists ${file} twice, as ${before.label} and as ${label}; correct one of the rows`,
      );
    }
    const image = { ...known, path, label, person: known.person ?? personFromName(path) };
    if (before !== undefined) checkSameFacts(list, before, image);
    images.set(path, before ?? image);
  }
  if (unlabelled.size > 0) leftOut.add('without a label', unlabelled.size);
  return [...images.values()].sort((a, b) => compareCodePoints(a.path, b.path));
}

/** Checks what decides on which side of a split a picture is that is listed twice. */
function checkSameFacts(list: string, before: LabelledImage, image: LabelledImage): void {
  for (const key of ['person', 'split'] as const) {
    const [one = 'none', other = 'none'] = [before[key], image[key]];
    if (one === other) continue;
    throw new DatasetError(
      'DATASET_MANIFEST',
      `${list} lists ${image.path} twice, with the ${key} ${one} and with ${other}; correct one of the rows`,
    );
  }
}

/**
 * Counts the pictures of a folder that no row of a list names, and what else is in it.
 *
 * @throws FileError when a folder cannot be read.
 */
export async function countUnlisted(
  folder: string,
  rows: readonly ListedPicture[],
  root: string,
  leftOut: LeftOut,
): Promise<void> {
  if (!(await isFolder(folder))) return;
  const listed = new Set(rows.map(({ file }) => resolve(root, file).normalize()));
  const names = await listPictures(folder, leftOut, 'name');
  const unlisted = names.filter((name) => !listed.has(resolve(folder, name).normalize()));
  if (unlisted.length > 0) leftOut.add('in no list', unlisted.length);
}

/** The absolute path of a listed file, whether it is there or not. */
export function placeOf(root: string, file: string): string {
  return findFile(root, file) ?? resolve(root, file);
}

/** The path of a listed file, also where it was written on another system. */
export function findFile(root: string, file: string): string | undefined {
  for (const name of new Set([file, file.replaceAll('\\', '/')])) {
    for (const form of new Set([name, name.normalize('NFC'), name.normalize('NFD')])) {
      const path = resolve(root, form);
      if (existsSync(path)) return path;
    }
  }
  return undefined;
}

/** The first of some folders that is in `place` or beside it. */
export async function folderNear(
  place: string,
  names: readonly string[],
): Promise<{ root: string; folder: string } | undefined> {
  for (const root of [place, resolve(place, '..')]) {
    for (const name of names) {
      if (await isFolder(join(root, name))) return { root, folder: name };
    }
  }
  return undefined;
}
