import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { classNames, putPictures, temporaryFolder } from '../../test/pictures.js';
import { prepareDataset, type PrepareOptions } from '../prepare-dataset.js';
import { splitMethods, type SplitMethod } from '../split/split-method.js';
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
      '(train 0.6, validation 0.2, test 0.2; seed 7; by class).',
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
      'A share of 0.1 of the pictures was used, at random (seed 7; by age).',
      'Put into 5 folds, persons apart (seed 7; by age).',
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

it('a datasheet counts persons who were told apart by their faces as such, and not as known', () => {
  const files = ['cluster 1', 'cluster 1', 'cluster 12', 'Ann', undefined].map((person, n) => ({
    ...{ file: `train/Female/${n}.jpg`, source: `${n}.jpg`, sha256 },
    ...(person !== undefined && { person }),
  }));
  const text = formatDatasheet({ ...manifest, files });
  expect(text).toContain('Known persons: 1; pictures of them: 1.');
  expect(text).toContain('Persons told apart by their faces: 2; pictures of them: 3.');
  const clusters = formatDatasheet({ ...manifest, files: files.slice(0, 3) });
  expect(clusters).not.toContain('Known persons');
});

describe.each(splitMethods)('a dataset split by the method %s', (method) => {
  const at = (...folders: string[]): string[] =>
    folders.flatMap((folder) => classNames(10).map((name) => `${folder}/${name}`));
  const trees = ['aligned', 'valid'].flatMap((tree) =>
    ['F', 'M'].flatMap((sex) => classNames(10, [`${tree}/a_30_${sex}`])),
  );
  /** A collection, what its datasheet says of random choices, and the shares in `split.json`. */
  const cases: Record<SplitMethod, [names: string[], words: string, ratios?: object][]> = {
    persons: [[classNames(10), '(train 0.6, validation 0.2, test 0.2; seed 3; by class)', share]],
    original: [[classNames(10), '(train 0.6, validation 0.2, test 0.2; seed 3; by class)', share]],
    trees: [
      [
        trees,
        '(train 0.75, validation 0.25; seed 3; by class)',
        { train: 0.75, validation: 0.25, test: 0 },
      ],
    ],
    given: [
      [at('train', 'validation', 'test'), 'already'],
      [
        at('train', 'validation'),
        'already, but for test, cut from train (train 0.75, test 0.25; seed 3; by class)',
        { train: 0.75, validation: 0, test: 0.25 },
      ],
    ],
  };

  it.each(cases[method])(
    'says the shares that it was cut at, and no others',
    async (names, words, ratios) => {
      const folder = await temporaryFolder();
      const options = { source: join(folder, 'in'), dataRoot: folder, dataset: 'Faces', seed: 3 };
      await putPictures(options.source, names);
      const { manifest } = await prepareDataset({ ...options, method });
      expect(manifest.ratios).toEqual(ratios);
      const text = await readFile(join(folder, 'Faces', 'DATASHEET.md'), 'utf8');
      expect(/^- Split (.*)\.$/m.exec(text)?.[1]?.endsWith(words)).toBe(true);
      // What is not said changes nothing, and what is said does.
      const other = { train: 0.3, validation: 0.4, test: 0.3 };
      const again = await prepareDataset({ ...options, method, ratios: other });
      expect(again.written).toBe(ratios !== undefined);
    },
  );
});

it('a datasheet says how a share of the pictures, and folds, were chosen where nothing was cut', () => {
  const { ratios: _, ...given } = { ...manifest, method: 'given' as const };
  const text = formatDatasheet({ ...given, fraction: 0.5, folds: 3, stratify: 'none' });
  expect(text).toContain(
    '- Split as the collection was split already.\n- A share of 0.5 of the pictures was used, at random (seed 7; not stratified).\n- Put into 3 folds, persons apart (seed 7; not stratified).',
  );
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
