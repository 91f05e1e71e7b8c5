import { join } from 'node:path';
import { DatasetError } from '../dataset-error.js';
import { holdsPictures, isFolder, listFolders } from '../folders.js';
import type { LabelledImage } from '../labelled-image.js';
import { splitNames, type SplitName } from '../split-name.js';
import { lookThroughWrappers, readClasses } from './class-folders.js';
import type { LayoutReader } from './layout.js';

/** What people call the parts of a collection. */
const words: Record<SplitName, RegExp> = {
  train: /^train(ing)?$/,
  validation: /^(val|valid|validation|validate|dev)$/,
  test: /^(test(ing)?|eval|evaluation)$/,
};

/** A folder for each split with a folder for each class in it. */
export const splitFolders: LayoutReader = {
  form: 'folders such as train, val and test with a folder for each class in each',
  recognise: async (source) => {
    if (!(await isFolder(source))) return undefined;
    const root = await lookThroughWrappers(source);
    const folders = await listFolders(root);
    if (!(await areSplits(root, folders))) return undefined;
    nameSplits(root, folders);
    return root;
  },
  read: async (source, reading) => {
    const root = await lookThroughWrappers(source);
    const images: LabelledImage[] = [];
    for (const [split, folder] of nameSplits(root, await listFolders(root))) {
      images.push(...(await readClasses(join(root, folder), split, reading)));
    }
    return { root: reading.source, images };
  },
};

/** Whether two folders or more hold no pictures themselves, and folders of the same names. */
async function areSplits(root: string, folders: readonly string[]): Promise<boolean> {
  if (folders.length < 2) return false;
  const inside = new Set<string>();
  for (const name of folders) {
    if (await holdsPictures(join(root, name))) return false;
    inside.add((await listFolders(join(root, name))).join('/'));
  }
  const [only] = inside;
  return inside.size === 1 && only !== undefined && only !== '';
}

/** Which folder is which split; the words around the names, such as in `train_set`, do not count. */
function nameSplits(root: string, folders: readonly string[]): Map<SplitName, string> {
  const named = new Map<SplitName, string>();
  for (const folder of folders) {
    const word = folder.toLowerCase().replace(/[^a-z]*(set|data|images|pictures)?[^a-z]*$/, '');
    const split = splitNames.find((name) => words[name].test(word));
    if (split === undefined || named.has(split)) throw ambiguous(root, folders);
    named.set(split, folder);
  }
  if (!named.has('train')) throw ambiguous(root, folders);
  return named;
}

function ambiguous(root: string, folders: readonly string[]): DatasetError {
  return new DatasetError(
    'DATASET_CLASSES',
    `${root} holds ${folders.join(', ')} with the same folders in each: neither classes nor the splits train, validation and test; ` +
      'rename them, or say that they are classes (layout folders)',
  );
}
