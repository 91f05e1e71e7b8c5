import { join } from 'node:path';
import { DatasetError } from '../dataset-error.js';
import { holdsPictures, isFolder, listFolders, listPictures } from '../folders.js';
import type { LabelledImage } from '../labelled-image.js';
import { readFaceRule } from '../write/read-split-manifest.js';
import { splitCalled, type SplitName } from '../split-name.js';
import { lookThroughWrappers, readClasses } from './class-folders.js';
import type { LayoutReader, Reading } from './layout.js';
import { withManifestFacts } from './manifest-facts.js';

/** A folder for each split with a folder for each class in it. */
export const splitFolders: LayoutReader = {
  form: 'folders such as train, val and test with a folder for each class in each',
  recognise: async (source) => {
    if (!(await isFolder(source))) return undefined;
    const root = await lookThroughWrappers(source);
    const folders = await listFolders(root);
    const named = folders.map(splitCalled);
    const areNamed = named.includes('train') && named.filter(Boolean).length > 1;
    return areNamed || (await haveSameFolders(root, folders)) ? root : undefined;
  },
  read: async (source, reading) => {
    const root = await lookThroughWrappers(source);
    const splits = await nameSplits(root, reading);
    const images: LabelledImage[] = [];
    for (const [split, folder] of splits) {
      const path = join(root, folder);
      if (await holdsPictures(path)) throw withoutClasses(root, folder);
      images.push(...(await readClasses(path, split, reading)));
    }
    const faces = await readFaceRule(root);
    return {
      root: reading.source,
      images: await withManifestFacts(root, images, reading.logger),
      faces,
    };
  },
};

/** Whether two folders or more hold no pictures themselves, and folders of the same names. */
async function haveSameFolders(root: string, folders: readonly string[]): Promise<boolean> {
  if (folders.length < 2) return false;
  const inside = new Set<string>();
  for (const name of folders) {
    if (await holdsPictures(join(root, name))) return false;
    inside.add((await listFolders(join(root, name))).join('/'));
  }
  const [only] = inside;
  return inside.size === 1 && only !== undefined && only !== '';
}

/** Which folder is which split; others are left out where no pictures are in them. */
async function nameSplits(
  root: string,
  { leftOut, logger }: Reading,
): Promise<Map<SplitName, string>> {
  const folders = await listFolders(root);
  const named = new Map<SplitName, string>();
  const others: string[] = [];
  for (const folder of folders) {
    const split = splitCalled(folder);
    if (split !== undefined && !named.has(split)) named.set(split, folder);
    else if ((await listPictures(join(root, folder), leftOut)).length === 0) others.push(folder);
    else throw ambiguous(root, folders);
  }
  if (!named.has('train')) throw ambiguous(root, folders);
  if (others.length > 0) {
    logger.warn(`left out folders without pictures in ${root}: ${others.join(', ')}`);
  }
  return named;
}

function ambiguous(root: string, folders: readonly string[]): DatasetError {
  return new DatasetError(
    'DATASET_SPLITS',
    `${root} holds ${folders.join(', ')}: neither classes nor the splits train, validation and test, each once; ` +
      'rename or remove folders, or say that they are classes (layout folders)',
  );
}

function withoutClasses(root: string, folder: string): DatasetError {
  return new DatasetError(
    'DATASET_SPLITS',
    `${join(root, folder)} is called after a split and holds pictures outside folders of classes, so that their labels are unknown; ` +
      'sort them into a folder for each class or remove them, or say that the folders are classes (layout folders)',
  );
}
