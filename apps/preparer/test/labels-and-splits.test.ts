import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import { solidPicture, temporaryFolder } from '@gender/testing';
import { create } from 'tar';
import { beforeEach, describe, expect, test } from 'vitest';
import { app } from '../src/index.js';

const inFolder = temporaryFolder();

/** Ten pictures of each class, all of other colours, aged 20 to 29 and 60 to 69 in turn. */
beforeEach(() => {
  for (const [index, label] of ['Man', 'Woman'].entries()) {
    for (let n = 0; n < 10; n += 1) {
      const path = inFolder('faces', label, `${n}_Age${n % 2 ? 20 + n : 60 + n}.bmp`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, solidPicture(4, 4, [20 * n, 200 * index, 9]));
    }
  }
});

function run(...words: string[]): Promise<FinishedRun> {
  return runInMemory(app, [...words, '--data-root', inFolder('data')]);
}

function prepare(...flags: string[]): Promise<FinishedRun> {
  return run('prepare', '--data-dir', inFolder('faces'), '--dataset', 'Faces', ...flags);
}

const readSplit = (): unknown =>
  JSON.parse(readFileSync(inFolder('data', 'Faces', 'split.json'), 'utf8'));

describe('labels', () => {
  test('are renamed, then corrected, and both are in split.json and what is printed', async () => {
    const list = inFolder('corrections.csv');
    writeFileSync(list, 'file,label\nMan/0_Age60.bmp,Female\nWoman/1_Age21.bmp,drop\n');
    const { stdout, exitCode } = await prepare(
      '--map',
      'Man=Male,Woman=Female',
      '--corrections',
      list,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('corrections: 1 relabelled, 1 dropped');
    expect(readSplit()).toMatchObject({
      classes: ['Female', 'Male'],
      relabelling: {
        map: { Man: 'Male', Woman: 'Female' },
        corrections: { relabelled: 1, dropped: 1, unchanged: 0 },
      },
    });
    const files = readdirSync(inFolder('data', 'Faces'), { recursive: true }).map(String);
    const count = (label: string): number =>
      files.filter((file) => file.includes(label) && file.endsWith('.bmp')).length;
    expect([count('Female'), count('Male')]).toEqual([10, 9]);
  });

  test('are shown by inspect as prepare would have them', async () => {
    const list = inFolder('corrections.csv');
    writeFileSync(list, 'file,label\nMan/0_Age60.bmp,drop\n');
    const flags = ['--map', 'Man=Male', '--corrections', list, '--json'];
    const { stdout } = await run('inspect', inFolder('faces'), ...flags);
    expect(JSON.parse(stdout)).toMatchObject({ found: 19, classes: { Male: 9, Woman: 10 } });
    expect(readdirSync(inFolder()).sort()).toEqual(['corrections.csv', 'faces']);
  });

  test.each([
    ['Men=Male', '"Men" that is to be renamed; the labels are Man, Woman', 'DATASET_LABELS'],
    ['Man=Woman', 'has one class only (Woman)', 'DATASET_CLASSES'],
    ['Man=woman', '"Woman" and "woman", which differ in case', 'DATASET_CLASSES'],
    ['Man=../escape', 'cannot name a folder', 'DATASET_CLASSES'],
  ])('cannot be mapped by %s', async (map, words, code) => {
    const { exitCode, stderr } = await prepare('--map', map);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(words)]);
    expect(stderr).toMatch(new RegExp(`^error: .*\\[${code}\\]\\n$`, 'm'));
    expect(readdirSync(inFolder())).toEqual(['faces']);
  });
});

describe('splits', () => {
  test('have both age bands of each class where they are stratified by age', async () => {
    expect((await prepare('--stratify', 'age')).exitCode).toBe(0);
    for (const label of ['Man', 'Woman']) {
      const bands = readdirSync(inFolder('data', 'Faces', 'test', label))
        .map((name) => /_Age(\d)/.exec(name)?.[1])
        .sort();
      expect(bands).toEqual(['2', '6']);
    }
  });

  test.each([
    [['--folds', '11'], 'or take fewer folds; by --fraction or --folds', 'DATASET_TOO_SMALL'],
    [['--fraction', '0.1'], 'no picture of Man is left for', 'DATASET_TOO_SMALL'],
    [['--split', 'given'], 'the collection is not split already', 'DATASET_OPTIONS'],
    [['--split', 'trees'], 'needs pictures in both aligned and valid', 'DATASET_OPTIONS'],
  ])('cannot be made with %j', async (flags, words, code) => {
    const { exitCode, stderr } = await prepare(...flags);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(words)]);
    expect(stderr).toContain(`[${code}]`);
  });

  test('are not stratified by ages that nobody knows, and the flag is named', async () => {
    const rows = Array.from({ length: 10 }, (_, n) => (n % 2 ? 20 + n : 60 + n)).flatMap((age, n) =>
      ['Man', 'Woman'].map((label) => `${label}/${n}_Age${age}.bmp,${label}`),
    );
    writeFileSync(inFolder('faces', 'list.csv'), ['file,label', ...rows].join('\n'));
    const { exitCode, stderr } = await prepare('--stratify', 'age');
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/no age of a picture is known.*--stratify.*\[DATASET_OPTIONS\]/),
    ]);
  });

  test.each([
    [['--folds', '1'], '--folds'],
    [['--folds', '2.5'], '--folds'],
    [['--stratify', 'colour'], '"class"|"age"|"none"'],
  ])('wrong usage: %j', async (flags, words) => {
    const { exitCode, stderr } = await prepare(...flags);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});

describe('a prepared dataset', () => {
  beforeEach(async () => {
    expect((await prepare()).exitCode).toBe(0);
  });

  test('leaks nothing, until a picture is in two of its splits', async () => {
    const dataset = inFolder('data', 'Faces');
    const clean = await run('audit', dataset, '--strict');
    expect([clean.exitCode, clean.stdout]).toEqual([0, expect.stringContaining('nothing leaks')]);
    expect(clean.stdout).toContain('12 train, 4 validation, 4 test; known: 0 persons');
    const [name = ''] = readdirSync(inFolder('data', 'Faces', 'train', 'Man'));
    const bytes = readFileSync(inFolder('data', 'Faces', 'train', 'Man', name));
    writeFileSync(inFolder('data', 'Faces', 'test', 'Man', 'again.bmp'), bytes);
    const { stdout, exitCode } = await run('audit', dataset, '--strict', '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      leaking: 1,
      leaks: [{ kind: 'file', pairs: [[`train/Man/${name}`, 'test/Man/again.bmp']] }],
    });
  });

  test('is audited in an archive as it is in its folder', async () => {
    const file = inFolder('faces.tar');
    await create({ file, cwd: inFolder('data') }, ['Faces']);
    const audited = async (source: string): Promise<unknown> => {
      const { root, ...found } = JSON.parse((await run('audit', source, '--json')).stdout) as { root: string }; // prettier-ignore
      expect(root).not.toBe('');
      return found;
    };
    expect(await audited(file)).toEqual(await audited(inFolder('data', 'Faces')));
  });

  test('is not what it was where a split is gone, or split.json was edited', async () => {
    rmSync(inFolder('data', 'Faces', 'validation'), { recursive: true });
    appendFileSync(inFolder('data', 'Faces', 'split.json'), ' ');
    const verified = await runInMemory(app, ['verify', inFolder('data', 'Faces')]);
    expect(verified.exitCode).toBe(1);
    expect(verified.stdout).toContain('changed: split.json');
    expect(
      verified.stdout.match(/^missing: validation\/(Man|Woman)\/\d_Age\d\d\.bmp$/gm),
    ).toHaveLength(4);
    expect(verified.stdout).toContain('compared 17 items; 1 changed, 0 added, 4 missing');
  });
});
