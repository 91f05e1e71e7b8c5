import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { classNames, putPictures, temporaryFolder } from '../../test/pictures.js';
import { prepareDataset, type PrepareOptions } from '../prepare-dataset.js';
import { formatDatasheet } from './datasheet.js';
import type { SplitManifest } from './split-manifest.js';

const share = { train: 0.6, validation: 0.2, test: 0.2 };
const head = { format: 1, dataset: 'Faces', seed: 7, method: 'persons', fraction: 1 } as const;
const sha256 = 'a'.repeat(64);
const manifest: SplitManifest = {
  ...{ ...head, ratios: share, classes: ['Female', 'a|b'] },
  files: [
    { file: 'train/Female/1.jpg', source: 'x.jpg', person: 'p', age: 31, sha256 },
    { file: 'train/a|b/1.jpg', source: 'y.jpg', copyOf: 'x.jpg', ageRange: '8-12', sha256 },
    { file: 'test/Female/1.jpg', source: 'z.jpg', groups: { race: 'White' }, sha256 },
  ],
};

describe('a datasheet', () => {
  it('tells what is known, and asks for the rest', () => {
    const text = formatDatasheet(manifest);
    for (const known of [
      '# Datasheet of Faces',
      'Pictures: 3, in 2 classes.',
      '| split | Female | a\\|b |\n| --- | --- | --- |\n| train | 1 | 1 |\n| validation | 0 | 0 |\n| test | 1 | 0 |',
      'Known persons: 1; pictures of them: 1.',
      'or nearly so: 1.',
      '| 8-12 | 1 |\n| 30-39 | 1 |',
      '| race | pictures |\n| --- | --- |\n| White | 1 |',
      'seed 7; train 0.6, validation 0.2, test 0.2; by class',
    ]) {
      expect(text).toContain(known);
    }
    const questions = text.match(/^\*\*.*\?\*\*$/gm) ?? [];
    expect(questions.length).toBeGreaterThan(12);
    expect(text.match(/_Not known\./g)).toHaveLength(questions.length);
  });

  it('tells how labels, folds and faces came about', () => {
    const corrections = { sha256, relabelled: 3, dropped: 2, unchanged: 0 };
    const text = formatDatasheet({
      ...{ ...manifest, stratify: 'age', folds: 5, fraction: 0.1 },
      faces: { version: 1, detector: 'd', which: 'largest', template: 'dlib', size: 150 },
      clustering: {
        ...{ network: 'faces', threshold: 0.9, groups: 4, pictures: 9 },
        ...{ doubtful: 1, alone: 0, faceless: 0 },
      },
      relabelling: { map: { Woman: 'Female' }, corrections },
    });
    for (const known of [
      'by age).',
      'A share of 0.1',
      'Put into 5 folds',
      '(largest, aligned to the frame dlib)',
      '4 groups of 9 pictures, 1 of them doubtful',
      'renamed: Woman as Female',
      '3 changed, 2 pictures left out',
    ]) {
      expect(text).toContain(known);
    }
  });

  it('keeps what its owner wrote, and renews what is known', () => {
    const answered = formatDatasheet(manifest)
      .replace(/_Not known\..*_/, 'To $1 & back; by me.')
      .replace('## Uses', '## Uses\n\n<!-- known: Uses -->\n\nmine');
    const again = formatDatasheet({ ...manifest, seed: 8, files: [] }, answered);
    expect(again).toContain('To $1 & back; by me.');
    expect(again).toContain('<!-- known: Uses -->\n\nmine');
    expect(again).toContain('Pictures: 0, in 2 classes.');
    expect(again).toContain('seed 8;');
    expect(formatDatasheet(manifest, again)).toBe(answered);
    expect(formatDatasheet(manifest, 'all my own words')).toBe('all my own words');
  });
});

it('a datasheet loses no answer where its owner removed one of the marks', () => {
  let number = 0;
  const answered = formatDatasheet(manifest).replace(/_Not known\..*_/g, () => {
    number += 1;
    return `Answer ${number}.`;
  });
  const marks = [...answered.matchAll(/^<!-- (known: \w+|end of what is known) -->$/gm)];
  expect(marks.map(([mark]) => mark.slice(5, 10))).toEqual([
    ...['known', 'end o', 'known', 'end o', 'known', 'end o'],
  ]);
  for (const { index, 0: mark } of marks) {
    const without = answered.slice(0, index) + answered.slice(index + mark.length);
    const again = formatDatasheet({ ...manifest, seed: 8 }, without);
    expect(again.match(/^Answer \d+\.$/gm)).toHaveLength(number);
    expect(formatDatasheet(manifest, again)).toBe(without);
  }
});

it.each([
  [1, 1, '1 group of 2 pictures', '1 picture left out'],
  [2, 0, '2 groups of 4 pictures', '0 pictures left out'],
])('a datasheet counts one in the singular', (groups, dropped, ...known) => {
  const text = formatDatasheet({
    ...manifest,
    clustering: {
      ...{ network: 'faces', threshold: 0.9, groups, pictures: 2 * groups },
      ...{ doubtful: 0, alone: 0, faceless: 0 },
    },
    relabelling: { corrections: { sha256, relabelled: 0, dropped, unchanged: 0 } },
  });
  for (const words of known) expect(text).toContain(words);
});

describe('a prepared dataset', () => {
  let options: PrepareOptions;
  let path: string;
  beforeEach(async () => {
    const folder = await temporaryFolder();
    options = { source: join(folder, 'faces'), dataRoot: folder, dataset: 'Faces', seed: 0 };
    path = join(folder, 'Faces', 'DATASHEET.md');
    await putPictures(options.source, classNames(10));
    await prepareDataset(options);
  });

  it('has a datasheet, whose answers stay when the dataset is written anew', async () => {
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(/_Not known\..*_/, 'For tests.'));
    await prepareDataset(options);
    expect(await readFile(path, 'utf8')).toContain('For tests.');
    await prepareDataset({ ...options, seed: 5 });
    expect(await readFile(path, 'utf8')).toMatch(/For tests\.[^]*seed 5;/);
  });

  it('gets a datasheet where it had none', async () => {
    const text = await readFile(path, 'utf8');
    await rm(path);
    expect((await prepareDataset(options)).written).toBe(false);
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});
