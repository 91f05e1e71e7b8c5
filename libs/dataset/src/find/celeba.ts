import { basename, join } from 'node:path';
import { isFolder, listPictures } from '../folders.js';
import type { SplitName } from '../split-name.js';
import { findFolder, visibleNames } from './find-folder.js';
import type { LayoutReader, ReadImages, Reading } from './layout.js';
import { findListed, folderNear, type ListedPicture } from './listed-pictures.js';
import { invalidList, readLines } from './read-table.js';

const ATTRIBUTES = 'list_attr_celeba.txt';

/** The archive of aligned pictures, in the published folders around it. */
const folders = ['img_align_celeba', 'Img/img_align_celeba', 'img_celeba', 'Img/img_celeba'];

const labels = new Map([
  ['1', 'Male'],
  ['-1', 'Female'],
]);

const partitions = new Map<string, SplitName>([
  ['0', 'train'],
  ['1', 'validation'],
  ['2', 'test'],
]);

/**
 * CelebA (Liu et al. 2015): `list_attr_celeba.txt` with the attribute Male, and where they are there
 * `identity_CelebA.txt` and `list_eval_partition.txt`, in one folder or as published in `Anno` and `Eval`.
 */
export const celebaLayout: LayoutReader = {
  form: `the list ${ATTRIBUTES} of CelebA and its folder img_align_celeba`,
  recognise: (source) => findFolder(source, (names) => names.includes(ATTRIBUTES)),
  read: readCeleba,
};

async function readCeleba(place: string, { source, leftOut }: Reading): Promise<ReadImages> {
  const near = await folderNear(place, folders);
  const root = near === undefined ? place : join(near.root, near.folder);
  const persons = await readPairs(place, 'identity_CelebA.txt');
  const parts = await readPairs(place, 'list_eval_partition.txt');
  const attributes = await readAttributes(join(place, ATTRIBUTES));
  const rows = attributes.map(([file, male]): ListedPicture => {
    const person = persons.get(file);
    const split = partitionOf(place, file, parts.get(file));
    return {
      ...{ file, label: labels.get(male) },
      ...(person !== undefined && { person: `celeba ${person}` }),
      ...(split !== undefined && { split }),
    };
  });
  const listed = new Set(attributes.map(([file]) => file));
  const names = await listPictures(root, leftOut, 'name');
  const unlisted = names.filter((name) => !listed.has(basename(name)));
  if (unlisted.length > 0) leftOut.add('in no list', unlisted.length);
  return { root: source, images: await findListed(place, root, rows, leftOut) };
}

/** The split of a picture; nothing where no list says it. */
function partitionOf(place: string, file: string, part: string | undefined): SplitName | undefined {
  if (part === undefined) return undefined;
  const split = partitions.get(part);
  if (split !== undefined) return split;
  throw invalidList(place, `has ${file} in the partition ${part}, which is none of 0, 1 and 2`);
}

/** What the attribute Male is of each picture. The list begins with a count and the attributes' names. */
async function readAttributes(list: string): Promise<[file: string, male: string][]> {
  const [, header = '', ...lines] = await readLines(list);
  const names = header.split(/\s+/);
  const column = names.indexOf('Male');
  if (column < 0) throw invalidList(list, 'has no attribute Male');
  return lines.map((line) => {
    const [file, ...values] = line.split(/\s+/);
    const male = values[column];
    if (file === undefined || male === undefined || values.length !== names.length) {
      throw invalidList(
        list,
        `has a line of ${values.length} attributes instead of ${names.length}: ${line.slice(0, 80)}`,
      );
    }
    return [file, male];
  });
}

/** What a list of two columns says of each picture; the list may be in a folder beside, or missing. */
async function readPairs(place: string, list: string): Promise<Map<string, string>> {
  const near = await findNear(place, list);
  if (near === undefined) return new Map();
  const pairs = new Map<string, string>();
  for (const line of await readLines(near)) {
    const [file, value, ...more] = line.split(/\s+/);
    if (file === undefined || value === undefined || more.length > 0) {
      throw invalidList(near, `has a line that is not a file and a number: ${line.slice(0, 80)}`);
    }
    const before = pairs.get(file);
    if (before !== undefined && before !== value) {
      throw invalidList(near, `lists ${file} twice, with ${before} and with ${value}`);
    }
    pairs.set(file, value);
  }
  return pairs;
}

async function findNear(place: string, list: string): Promise<string | undefined> {
  for (const root of [place, join(place, '..')]) {
    for (const folder of ['', 'Anno', 'Eval']) {
      const found = join(root, folder);
      if ((await isFolder(found)) && (await visibleNames(found)).includes(list))
        return join(found, list);
    }
  }
  return undefined;
}
