import { join } from 'node:path';
import { DatasetError } from '../dataset-error.js';
import { ageFromName, personFromName } from '../file-name.js';
import { listFolders, listPictures } from '../folders.js';
import type { LabelledImage } from '../labelled-image.js';
import { splitNames } from '../split-name.js';

/**
 * Finds the pictures of a folder that has a folder for each class.
 *
 * @throws DatasetError `DATASET_CLASSES` when the folders are the splits of a written dataset.
 */
export async function readClassFolders(root: string): Promise<LabelledImage[]> {
  const names = await listFolders(root);
  if (splitNames.every((name) => names.includes(name))) {
    throw new DatasetError(
      'DATASET_CLASSES',
      `${root} is already split (${splitNames.join(', ')}); give the folder that it was made from`,
    );
  }
  const images: LabelledImage[] = [];
  for (const label of names) {
    for (const file of await listPictures(join(root, label))) {
      const path = join(root, label, file);
      images.push({ path, label, person: personFromName(path), age: ageFromName(path) });
    }
  }
  return images;
}
