import { basename, join } from 'node:path';
import { DatasetError } from '../dataset-error.js';
import { listPictures } from '../folders.js';
import { findFolder, visibleNames } from './find-folder.js';
import type { LayoutReader, ReadImages, Reading } from './layout.js';
import { findListed, type ListedPicture } from './listed-pictures.js';
import { readLines } from './read-table.js';

/** The lists of file names by gender that are published beside the pictures. */
const lists = [
  { label: 'Female', name: /^female(_names)?\.txt$/i },
  { label: 'Male', name: /^male(_names)?\.txt$/i },
];

/** `George_W_Bush_0001.jpg` shows George_W_Bush. */
const NAME = /^(.+)_\d{4}\.[^.]+$/;

/**
 * Labeled Faces in the Wild (Huang et al. 2007) with two lists of its pictures, by gender; the
 * pictures in a folder for each person, `<person>/<person>_<4 digits>.jpg`.
 */
export const lfwLayout: LayoutReader = {
  form: 'the lists female_names.txt and male_names.txt of LFW and a folder for each person',
  recognise: (source) =>
    findFolder(source, (names) => lists.every(({ name }) => names.some((file) => name.test(file)))),
  read: readLfw,
};

async function readLfw(place: string, { source, leftOut }: Reading): Promise<ReadImages> {
  const labels = await readLabels(place);
  const found = new Set<string>();
  const rows: ListedPicture[] = [];
  for (const file of await listPictures(place, leftOut)) {
    const name = basename(file);
    const person = NAME.exec(name)?.[1];
    found.add(name.normalize());
    const label = labels.get(name.normalize());
    if (person === undefined) leftOut.add('not named <person>_<number>');
    else rows.push({ file, label, person });
  }
  for (const [file, label] of labels) {
    if (!found.has(file)) rows.push({ file: whereExpected(file), label });
  }
  const images = await findListed(place, place, rows, leftOut);
  return { root: source, images };
}

/** Where a listed picture that was not found should be. */
function whereExpected(file: string): string {
  const person = NAME.exec(file)?.[1];
  return person === undefined ? file : `${person}/${file}`;
}

/** The label of each listed file, by its name in the composed form of Unicode. */
async function readLabels(place: string): Promise<Map<string, string>> {
  const labels = new Map<string, string>();
  for (const entry of await visibleNames(place)) {
    const label = lists.find(({ name }) => name.test(entry))?.label;
    if (label === undefined) continue;
    for (const line of await readLines(join(place, entry))) {
      const file = basename(line.replaceAll('\\', '/')).normalize();
      const before = labels.get(file);
      if (before !== undefined && before !== label) {
        throw new DatasetError(
          'DATASET_LABELS',
          `${file} is in both lists of ${place}, as ${before} and as ${label}; take it out of one`,
        );
      }
      labels.set(file, label);
    }
  }
  return labels;
}
