import { basename, join } from 'node:path';
import { parseAge } from '../age.js';
import { isPictureName } from '../file-name.js';
import { isFolder, listFolders, listPictures } from '../folders.js';
import type { LabelledImage } from '../labelled-image.js';
import { visibleNames } from './find-folder.js';
import type { LayoutReader, ReadImages, Reading } from './layout.js';

/** `<age>_<gender>_<race>_<date and time>.jpg.chip.jpg`; some names have a space or lack a dot. */
const NAME = /^(\d{1,3})_([01])_([0-4])_\d{8,}/;

const labels = new Map([
  ['0', 'Male'],
  ['1', 'Female'],
]);

const races = new Map([
  ['0', 'White'],
  ['1', 'Black'],
  ['2', 'Asian'],
  ['3', 'Indian'],
  ['4', 'Others'],
]);

/** Folders of the published archives around and between the pictures. */
const FOLDER = /^(utk_?face|utk|crop(ped)?|part_?\d|crop_part_?\d)$/i;

/**
 * UTKFace (Zhang, Song & Qi 2017): the labels are in the files' names. Some published names lack a
 * part; these are named and left out.
 */
export const utkfaceLayout: LayoutReader = {
  form: 'pictures named <age>_<gender>_<race>_<date>, as those of UTKFace',
  recognise: async (source) => ((await holdsUtkNames(source)) ? source : undefined),
  read: readUtkface,
};

/** Whether most pictures in a folder, or in its folders called after the archives, have such names. */
async function holdsUtkNames(source: string): Promise<boolean> {
  if (!(await isFolder(source))) return false;
  const pictures = (await visibleNames(source)).filter(isPictureName);
  if (pictures.length > 0) {
    return pictures.filter((name) => NAME.test(name)).length * 2 > pictures.length;
  }
  const folders = await listFolders(source);
  if (folders.length !== 1 && !folders.every((name) => FOLDER.test(name))) return false;
  for (const name of folders) if (await holdsUtkNames(join(source, name))) return true;
  return false;
}

async function readUtkface(place: string, { source, leftOut }: Reading): Promise<ReadImages> {
  const images: LabelledImage[] = [];
  for (const file of await listPictures(place, leftOut)) {
    const path = join(place, file);
    const [, years, gender = '', race = ''] = NAME.exec(basename(file)) ?? [];
    const [age, label, group] = [parseAge(years), labels.get(gender), races.get(race)];
    if (age === undefined || label === undefined || group === undefined) {
      leftOut.addNamed('of malformed names', path, 'not <age>_<gender>_<race>_<date>');
    } else {
      images.push({ path, label, age, groups: { race: group } });
    }
  }
  return { root: source, images };
}
