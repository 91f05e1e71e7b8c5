import { basename, dirname, join } from 'node:path';
import { DatasetError } from './dataset-error.js';
import { didYouMean, silentLogger, type Logger } from '@gender/core';
import { ageFromName } from './age.js';
import { LeftOut } from './left-out.js';
import { isFolder, listFolders, listPictures } from './folders.js';

/** The pictures of one folder of classes, in Keras' order. */
export interface Listing {
  /** The classes' names; a picture's `label` is an index into them. */
  readonly classes: readonly string[];
  readonly images: readonly ListedImage[];
}

/** A picture in a folder of classes. */
export interface ListedImage {
  /** The path of the file. */
  readonly path: string;
  /** The same relative to the folder of classes, with `/`: `Female/1_Age31.jpg`. */
  readonly file: string;
  /** The index of its class. */
  readonly label: number;
  /** Age in years, where the name ends in `_Age<age>`. */
  readonly age?: number | undefined;
}

/**
 * Lists a split of a written dataset, or any folder with a folder for each class, in the order of
 * Keras' `flow_from_directory`: classes alphabetical, their pictures by folder, then by name, both
 * as Python sorts. No file is looked at: a pipe, a device or a link that leads nowhere whose name is a
 * picture's is listed, and is found where it is read.
 *
 * @param folder - for example `data/GenderDataset/test`
 * @throws DatasetError `DATASET_NOT_FOUND` or `DATASET_EMPTY`; FileError when a folder cannot be read.
 * @example
 * const { classes, images } = await listSplit('data/GenderDataset_Small/test');
 * // classes: ['Female', 'Male'], images[0].file: 'Female/100_Age31.jpg'
 */
export async function listSplit(
  folder: string,
  {
    logger = silentLogger,
  }: {
    /** Is told in one line what is no picture. */
    logger?: Logger | undefined;
  } = {},
): Promise<Listing> {
  if (!(await isFolder(folder))) {
    throw new DatasetError(
      'DATASET_NOT_FOUND',
      `there is no folder ${folder}; prepare the dataset first, or check its name${await likeDataset(folder)}`,
    );
  }
  const classes = await listFolders(folder);
  const leftOut = new LeftOut();
  const images: ListedImage[] = [];
  for (const [label, name] of classes.entries()) {
    for (const inner of await listPictures(join(folder, name), leftOut, 'name')) {
      const file = flattenString(`${name}/${inner}`);
      const path = flattenString(join(folder, file));
      images.push({ path, file, label, age: ageFromName(file) });
    }
  }
  leftOut.warn(logger);
  if (images.length === 0) {
    throw new DatasetError(
      'DATASET_EMPTY',
      `${folder} holds no pictures; expected a folder for each class with pictures inside`,
    );
  }
  return { classes, images };
}

/** Which dataset beside the one of a split that does not exist has a name like it. */
async function likeDataset(split: string): Promise<string> {
  const dataset = dirname(split);
  const root = dirname(dataset);
  if ((await isFolder(dataset)) || !(await isFolder(root))) return '';
  return didYouMean(basename(dataset), await listFolders(root));
}

/**
 * The same text. V8 keeps a joined text as a tree of its parts until a character of it is read;
 * for tens of thousands of pictures that is more than half of the memory of their list.
 */
function flattenString(text: string): string {
  text.charCodeAt(0);
  return text;
}
