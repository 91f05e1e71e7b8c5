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

  it('that leave one class are refused', async () => {
    await put(list, `file,label\n${[1, 2, 3].map((n) => `Man/${n}.png,drop`).join('\n')}\n`);
    await expect(read({ corrections: list })).rejects.toMatchObject({ code: 'DATASET_CLASSES' });
  });
});
