import { basename, dirname, join } from 'node:path';
import { parseAge } from '../age.js';
import { personFromName } from '../file-name.js';
import { isFolder, listFolders, listPictures } from '../folders.js';
import { trees, type LabelledImage } from '../labelled-image.js';
import { DEPTH } from './find-folder.js';
import type { LayoutReader, ReadImages, Reading } from './layout.js';

const labels: ReadonlyMap<string | undefined, string> = new Map([
  ['F', 'Female'],
  ['M', 'Male'],
]);

/** The end of the name of a folder of pictures: the age in two digits, and F or M. */
const AGE_AND_SEX = /(\d\d)_([FM])$/;

/** The published download: `…/{aligned,valid}/…<age>_<F|M>/*`. */
export const downloadLayout: LayoutReader = {
  form: 'the folders aligned and valid of the download, up to three folders deep',
  recognise: (source) => findTrees(source, DEPTH),
  read: readDownload,
};

/** The folder that holds `aligned` or `valid` with folders named by age and sex. */
async function findTrees(folder: string, depth: number): Promise<string | undefined> {
  if (depth === 0 || !(await isFolder(folder))) return undefined;
  for (const tree of trees) {
    if (await isTree(join(folder, tree), DEPTH)) return folder;
  }
  for (const name of await listFolders(folder)) {
    const found = await findTrees(join(folder, name), depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Other collections have a folder `valid` too; in the download, its folders say age and sex. */
async function isTree(folder: string, depth: number): Promise<boolean> {
  if (depth === 0 || !(await isFolder(folder))) return false;
  const names = await listFolders(folder);
  if (names.some((name) => AGE_AND_SEX.test(name))) return true;
  for (const name of names) if (await isTree(join(folder, name), depth - 1)) return true;
  return false;
}

async function readDownload(place: string, { source, leftOut }: Reading): Promise<ReadImages> {
  const images: LabelledImage[] = [];
  for (const tree of trees) {
    if (!(await isFolder(join(place, tree)))) continue;
    for (const file of await listPictures(join(place, tree), leftOut)) {
      const path = join(place, tree, file);
      const said = AGE_AND_SEX.exec(basename(dirname(path)));
      const label = labels.get(said?.[2]);
      if (label === undefined) leftOut.add('in folders not named <age>_F or <age>_M');
      else
        images.push({ path, label, person: personFromName(path), age: parseAge(said?.[1]), tree });
    }
  }
  return { root: source, images };
}
