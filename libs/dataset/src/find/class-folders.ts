import { join } from 'node:path';
import { ageFromName } from '../age.js';
import { personFromName } from '../file-name.js';
import { holdsPictures, isFolder, listFolders, listPictures } from '../folders.js';
import type { LabelledImage } from '../labelled-image.js';
import type { SplitName } from '../split-name.js';
import type { LayoutReader, ReadImages, Reading } from './layout.js';

/** A wrapper in a wrapper in a wrapper is looked through. */
const MAX_WRAPPERS = 3;

/** A folder for each class, pictures at any depth. */
export const classFolders: LayoutReader = {
  form: 'a folder for each class with pictures inside',
  recognise: async (source) => ((await isFolder(source)) ? source : undefined),
  read: async (source, reading) => {
    const classes = await lookThroughWrappers(source);
    return { root: source, images: await readClasses(classes, undefined, reading) };
  },
};

/** The folder inside folders that hold nothing but one folder of folders. */
export async function lookThroughWrappers(source: string): Promise<string> {
  let folder = source;
  for (let depth = 0; depth < MAX_WRAPPERS; depth += 1) {
    const [only, ...others] = await listFolders(folder);
    if (only === undefined || others.length > 0) return folder;
    const inner = join(folder, only);
    if ((await holdsPictures(folder)) || (await holdsPictures(inner))) return folder;
    folder = inner;
  }
  return folder;
}

/** The pictures of a folder that has a folder for each class. */
export async function readClasses(
  root: string,
  split: SplitName | undefined,
  { leftOut, logger }: Reading,
): Promise<ReadImages['images']> {
  const images: LabelledImage[] = [];
  const empty: string[] = [];
  for (const label of await listFolders(root)) {
    const files = await listPictures(join(root, label), leftOut);
    if (files.length === 0) empty.push(label);
    for (const file of files) {
      const path = join(root, label, file);
      images.push({
        path,
        label,
        person: personFromName(path),
        age: ageFromName(path),
        ...(split && { split }),
      });
    }
  }
  if (empty.length > 0) {
    logger.warn(`left out folders without pictures in ${root}: ${empty.join(', ')}`);
  }
  return images;
}
