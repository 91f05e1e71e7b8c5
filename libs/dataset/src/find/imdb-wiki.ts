import { basename, dirname, extname, join } from 'node:path';
import { required, zip } from '@gender/core';
import { fieldOf, numbersOf, readMat, textOf, type MatValue } from '@gender/mat';
import { parseAge } from '../age.js';
import { isFolder } from '../folders.js';
import { findFolder, visibleNames } from './find-folder.js';
import type { LayoutReader, ReadImages, Reading } from './layout.js';
import { findListed, type ListedPicture } from './listed-pictures.js';
import { invalidList } from './read-table.js';

const META = /^(imdb|wiki)\.mat$/;

/**
 * IMDB-WIKI (Rothe, Timofte & Van Gool 2015): the struct in `imdb.mat` or `wiki.mat`, the pictures
 * relative to its folder. Pictures in which no face was found (`face_score` is −∞) are left out.
 */
export const imdbWikiLayout: LayoutReader = {
  form: 'the metadata imdb.mat or wiki.mat of IMDB-WIKI beside its pictures',
  recognise: async (source) => {
    if (META.test(basename(source)) && !(await isFolder(source))) return source;
    const folder = await findFolder(source, (names) => names.some((name) => META.test(name)));
    if (folder === undefined) return undefined;
    const name = (await visibleNames(folder)).sort().find((file) => META.test(file));
    return name === undefined ? undefined : join(folder, name);
  },
  read: readImdbWiki,
};

async function readImdbWiki(mat: string, { source, leftOut }: Reading): Promise<ReadImages> {
  const name = basename(mat, extname(mat));
  const meta = (await readMat(mat)).get(name);
  if (meta === undefined) throw invalidList(mat, `holds no struct ${name}`);
  const files = textsOf(mat, meta, 'full_path');
  const persons = textsOf(mat, meta, 'name');
  const column = (field: string): number[] =>
    checkLength(mat, field, numbersOf(fieldOf(meta, field)), files.length);
  const [genders, scores, taken, births] = ['gender', 'face_score', 'photo_taken', 'dob'].map(
    column,
  );
  const ids = fieldOf(meta, 'celeb_id') === undefined ? undefined : column('celeb_id');
  const rows: ListedPicture[] = [];
  for (const [index, [file, person]] of zip(files, persons).entries()) {
    const at = (values: readonly number[] | undefined): number =>
      required(values?.[index], `row ${index} of ${mat}`);
    if (at(scores) === -Infinity) leftOut.add('without a face');
    else
      rows.push({
        file,
        label: labelOf(at(genders)),
        person: personOf(name, ids === undefined ? person : at(ids)),
        age: ageWhenTaken(at(taken), at(births)),
      });
  }
  const root = dirname(mat);
  const images = await findListed(mat, root, rows, leftOut);
  return { root: (await isFolder(source)) ? source : root, images };
}

/** Who is shown, by name or number in a collection; nobody where that is empty. */
function personOf(collection: string, id: string | number): string | undefined {
  return id === '' || Number.isNaN(id) ? undefined : `${collection} ${id}`;
}

/** 0 is female, 1 male; NaN is unknown. */
function labelOf(gender: number): string | undefined {
  return gender === 0 ? 'Female' : gender === 1 ? 'Male' : undefined;
}

const DAY = 86_400_000;

/**
 * The age in the middle of the year in which a photo was taken, as published:
 * `[age, ~] = datevec(datenum(photo_taken, 7, 1) - dob)`; nothing where that is no age.
 *
 * @param born - MATLAB's serial date: 1 is 1 January 0000
 */
function ageWhenTaken(year: number, born: number): number | undefined {
  const days = serialDay(year, 6, 1) - born;
  if (!(days >= 0)) return undefined;
  const date = new Date(0);
  date.setTime(dayZero() + Math.floor(days) * DAY);
  return parseAge(String(Math.max(0, date.getUTCFullYear())));
}

function serialDay(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return (date.getTime() - dayZero()) / DAY;
}

/** The day before 1 January 0000. */
function dayZero(): number {
  return new Date(0).setUTCFullYear(0, 0, 0);
}

/** The texts of a cell array in the struct. */
function textsOf(mat: string, meta: MatValue, field: string): string[] {
  const value = fieldOf(meta, field);
  if (value?.kind !== 'cell') throw invalidList(mat, `has no texts in ${field}`);
  return value.cells.map((cell, index) => {
    const text = textOf(cell);
    if (text !== undefined) return text;
    throw invalidList(mat, `has no text in ${field}{${index + 1}}`);
  });
}

function checkLength(
  mat: string,
  field: string,
  values: number[] | undefined,
  length: number,
): number[] {
  if (values?.length === length) return values;
  throw invalidList(
    mat,
    `has ${values?.length ?? 'no'} numbers in ${field}, but ${length} pictures in full_path`,
  );
}
