import { join } from 'node:path';
import { parseKnownAge } from '../age.js';
import { splitCalled } from '../split-name.js';
import { findFolder, visibleNames } from './find-folder.js';
import { genderCalled } from './gender-called.js';
import type { LayoutReader, ReadImages, Reading } from './layout.js';
import { countUnlisted, findListed, type ListedPicture } from './listed-pictures.js';
import { readRecords } from './read-table.js';

const LIST = /^fairface_label_(train|val)\.csv$/;

/**
 * FairFace (Kärkkäinen & Joo 2021): `fairface_label_{train,val}.csv` with file, age range, gender and
 * race, the files as `train/1.jpg`.
 */
export const fairfaceLayout: LayoutReader = {
  form: 'the lists fairface_label_train.csv and fairface_label_val.csv of FairFace',
  recognise: (source) => findFolder(source, (names) => names.some((name) => LIST.test(name))),
  read: readFairface,
};

async function readFairface(place: string, { source, leftOut }: Reading): Promise<ReadImages> {
  const rows: ListedPicture[] = [];
  for (const list of (await visibleNames(place)).sort()) {
    const part = LIST.exec(list)?.[1];
    if (part === undefined) continue;
    const columns = ['file', 'age', 'gender', 'race'] as const;
    for (const { file, age, gender, race } of await readRecords(join(place, list), ',', columns)) {
      rows.push({
        ...{ file, label: genderCalled(gender), split: splitCalled(part) },
        ...parseKnownAge(age),
        ...(race !== '' && { groups: { race } }),
      });
    }
  }
  for (const part of ['train', 'val']) await countUnlisted(join(place, part), rows, place, leftOut);
  return { root: source, images: await findListed(place, place, rows, leftOut) };
}
