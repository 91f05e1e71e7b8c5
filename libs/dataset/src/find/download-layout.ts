import { basename, dirname, join } from 'node:path';
import type { Logger } from '@gender/core';
import { personFromName } from '../file-name.js';
import { isFolder, listPictures } from '../folders.js';
import type { LabelledImage, Tree } from '../labelled-image.js';

const trees: readonly Tree[] = ['aligned', 'valid'];
const labels: Readonly<Record<string, string>> = { F: 'Female', M: 'Male' };

/** The folder that holds `aligned` or `valid`: `root/combined`, or `root` itself. */
export async function findTrees(root: string): Promise<string | undefined> {
  for (const folder of [join(root, 'combined'), root]) {
    for (const tree of trees) {
      if (await isFolder(join(folder, tree))) return folder;
    }
  }
  return undefined;
}

/**
 * Finds the pictures of the download: `{aligned,valid}/…<age>_<F|M>/*`, the age two digits.
 * Pictures in folders of other names are left out with a warning.
 */
export async function readDownload(folder: string, logger: Logger): Promise<LabelledImage[]> {
  const images: LabelledImage[] = [];
  for (const tree of trees) {
    if (!(await isFolder(join(folder, tree)))) continue;
    for (const file of await listPictures(join(folder, tree))) {
      const path = join(folder, tree, file);
      const [, age, sex] = /(\d\d)_([FM])$/.exec(basename(dirname(path))) ?? [];
      const label = labels[sex ?? ''];
      if (label === undefined) {
        logger.warn(`left out ${path}: its folder's name does not end in <age>_F or <age>_M`);
        continue;
      }
      images.push({ path, label, person: personFromName(path), age: Number(age), tree });
    }
  }
  return images;
}
