import { join } from 'node:path';
import { sha256 } from '@gender/core/node';
import { beforeEach, describe, expect, it } from 'vitest';
import { put, putPictures, temporaryFolder } from '../../test/pictures.js';
import { findImages } from '../find/find-images.js';
import { relativeName } from '../file-name.js';
import type { LabelChanges } from './relabel.js';

let folder: string;
let source: string;
let list: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  source = join(folder, 'faces');
  list = join(folder, 'corrections.csv');
  await putPictures(
    source,
    ['Man', 'Woman'].flatMap((label) => [1, 2, 3].map((n) => `${label}/${n}.png`)),
  );
});

/** The label of each picture, and what was done. */
async function read(changes: LabelChanges): Promise<Record<string, unknown>> {
  const { root, images, relabelling } = await findImages(source, changes);
  const labels = images.map(({ path, label }) => [relativeName(root, path), label] as const);
  return { ...Object.fromEntries(labels), relabelling };
}

const map = { Woman: 'Female', Man: 'Male' };
const [female, male] = [
  { 'Woman/1.png': 'Female', 'Woman/2.png': 'Female', 'Woman/3.png': 'Female' },
  { 'Man/1.png': 'Male', 'Man/2.png': 'Male', 'Man/3.png': 'Male' },
];

describe('a map of labels', () => {
  it('renames classes, and two can get one name', async () => {
    expect(await read({ map })).toEqual({ ...female, ...male, relabelling: { map } });
    await putPictures(source, ['woman/1.png']);
    await expect(read({})).rejects.toThrow('differ in case');
    const both = { ...map, woman: 'Female' };
    expect(await read({ map: both })).toMatchObject({ ...female, 'woman/1.png': 'Female' });
  });

  it('swaps classes, as every label is renamed once', async () => {
    const swapped = await read({ map: { Man: 'Woman', Woman: 'Man' } });
    expect(swapped).toMatchObject({ 'Man/1.png': 'Woman', 'Woman/1.png': 'Man' });
  });

  it('is refused where no picture has the label', async () => {
    await expect(read({ map: { Women: 'Female' } })).rejects.toMatchObject({
      code: 'DATASET_LABELS',
      message: 'no picture has the label "Women" that is to be renamed; the labels are Man, Woman',
    });
  });
});

describe('corrections', () => {
  it('relabel or drop pictures, as the map calls them, and each is counted', async () => {
    const text = 'label,file,why\nMale,Woman/1.png,typo\ndrop,Man/2.png,blurred\nMale,Man/3.png,\n';
    await put(list, text);
    const { 'Man/2.png': _, ...kept } = male;
    expect(await read({ map, corrections: list })).toEqual({
      ...{ ...female, ...kept, 'Woman/1.png': 'Male' },
      relabelling: {
        map,
        corrections: { sha256: sha256(Buffer.from(text)), relabelled: 1, dropped: 1, unchanged: 1 },
      },
    });
  });

  it('find names that were written on another system', async () => {
    await putPictures(source, ['Man/Ja\u0308ger 1.png']);
    await put(list, 'file,label\nMan\\J\u00e4ger 1.png,drop\n');
    const { relabelling } = await read({ corrections: list });
    expect(relabelling).toMatchObject({ corrections: { dropped: 1 } });
  });

  it.each([
    ['a file that is not there', 'Man/4.png,drop', /corrects Man\/4\.png, which is no labelled/],
    [
      'a class that is not there',
      'Man/1.png,Other',
      /label "Other"; expected one of Man, Woman, drop/,
    ],
    [
      'a file corrected to two labels',
      'Man/1.png,drop\nMan/1.png,Woman',
      /1\.png twice, to drop and to/,
    ],
    ['a row without a label', 'Man/1.png,', /has a row without a label/],
  ])('are refused for %s', async (_, rows, message) => {
    await put(list, `file,label\n${rows}\n`);
    await expect(read({ corrections: list })).rejects.toThrow(message);
  });

  it.each([
    ['a table with tabs', 'corrections.tsv', 'file\tlabel\nMan/1.png\tdrop\n'],
    ['JSON lines', 'corrections.jsonl', '{"file":"Man/1.png","label":"drop"}\n'],
    ['a path with dots', 'corrections.csv', 'file,label\n./Woman/../Man/1.png,drop\n'],
    ['the same row twice', 'corrections.csv', 'file,label\nMan/1.png,drop\nMan\\1.png,drop\n'],
  ])('may be %s', async (_, name, text) => {
    await put(join(folder, name), text);
    const { 'Man/1.png': dropped, relabelling } = await read({ corrections: join(folder, name) });
    expect([dropped, relabelling]).toMatchObject([
      undefined,
      { corrections: { relabelled: 0, dropped: 1, unchanged: 0 } },
    ]);
  });

  it('may name an absolute path, and hold nothing at all', async () => {
    await put(list, `file,label\n${join(source, 'Man/1.png')},Woman\n`);
    expect(await read({ corrections: list })).toMatchObject({ 'Man/1.png': 'Woman' });
    await put(list, 'file,label\n');
    const { relabelling } = await read({ corrections: list });
    expect(relabelling).toMatchObject({ corrections: { relabelled: 0, dropped: 0, unchanged: 0 } });
  });

  it('are of classes as the map calls them, not as the collection does', async () => {
    await put(list, 'file,label\nWoman/1.png,Woman\n');
    await expect(read({ map, corrections: list })).rejects.toMatchObject({
      code: 'DATASET_LABELS',
      message: `${list} gives Woman/1.png the label "Woman"; expected one of Female, Male, drop`,
    });
  });

  it('are refused where a class is called as what leaves pictures out', async () => {
    await put(list, 'file,label\nMan/1.png,drop\n');
    await putPictures(source, ['drop/1.png']);
    const message = `${source} has a class drop, which in ${list} would mean to leave a picture out; give the class another name`;
    await expect(read({ corrections: list })).rejects.toMatchObject({
      ...{ code: 'DATASET_LABELS', message },
    });
    const renamed = await read({ map: { drop: 'Rain' }, corrections: list });
    expect(renamed).toMatchObject({ 'drop/1.png': 'Rain' });
    expect(renamed).not.toHaveProperty(['Man/1.png']);
  });

  it('name twenty files that are not there, and count the rest', async () => {
    const names = Array.from({ length: 23 }, (_, n) => `gone/${n}.png`);
    await put(list, `file,label\n${names.map((name) => `${name},drop`).join('\n')}\n`);
    await expect(read({ corrections: list })).rejects.toThrow(
      `${list} corrects ${names.slice(0, 20).join(', ')}, and 3 more, which are no labelled picture of ${source}`,
    );
  });

  it('that leave one class are refused', async () => {
    await put(list, `file,label\n${[1, 2, 3].map((n) => `Man/${n}.png,drop`).join('\n')}\n`);
    await expect(read({ corrections: list })).rejects.toMatchObject({ code: 'DATASET_CLASSES' });
  });
});
