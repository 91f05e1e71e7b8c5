import { join } from 'node:path';
import { parseKnownAge } from '../age.js';
import { DatasetError } from '../dataset-error.js';
import { findFolder, visibleNames } from './find-folder.js';
import { genderCalled } from './gender-called.js';
import type { LayoutReader, ReadImages, Reading } from './layout.js';
import { countUnlisted, findListed, folderNear, type ListedPicture } from './listed-pictures.js';
import { readRecords } from './read-table.js';

/** The lists of the five folds, and those of nearly frontal faces alone. */
const FOLD = /^fold_(?:frontal_)?(?<fold>\d+)_data\.txt$/;

const columns = ['user_id', 'original_image', 'face_id', 'age', 'gender'] as const;

/** How pictures are named in each of the two archives: aligned, or as they were found. */
const prefixes = new Map([
  ['aligned', 'landmark_aligned_face'],
  ['faces', 'coarse_tilt_aligned_face'],
]);

/**
 * Adience as published (Eidinger, Enbar & Hassner 2014): tab-separated lists of the folds, and
 * `aligned/<user>/landmark_aligned_face.<face>.<image>` or `faces/<user>/coarse_tilt_aligned_face.…`;
 * the aligned pictures where both are there. A face id is a person; the number of its list is a picture's fold.
 */
export const adienceLayout: LayoutReader = {
  form: 'the lists fold_*_data.txt of Adience and its folder aligned or faces',
  recognise: (source) => findFolder(source, (names) => names.some((name) => FOLD.test(name))),
  read: readAdience,
};

async function readAdience(place: string, { source, leftOut }: Reading): Promise<ReadImages> {
  const near = await folderNear(place, [...prefixes.keys()]);
  const prefix = near && prefixes.get(near.folder);
  if (near === undefined || prefix === undefined) {
    throw new DatasetError(
      'DATASET_NOT_FOUND',
      `there is no folder ${[...prefixes.keys()].join(' or ')} in ${place} or beside it; unpack the pictures of Adience there`,
    );
  }
  const { root, folder } = near;
  const rows: ListedPicture[] = [];
  const lists = (await visibleNames(place)).filter((name) => FOLD.test(name)).sort();
  for (const list of lists) {
    const fold = FOLD.exec(list)?.groups?.['fold'];
    for (const row of await readRecords(join(place, list), '\t', columns)) {
      rows.push({
        file: `${folder}/${row.user_id}/${prefix}.${row.face_id}.${row.original_image}`,
        label: genderCalled(row.gender),
        person: `adience ${row.face_id}`,
        fold,
        ...parseKnownAge(row.age),
      });
    }
  }
  await countUnlisted(join(root, folder), rows, root, leftOut);
  return { root: source, images: await findListed(place, root, rows, leftOut) };
}
