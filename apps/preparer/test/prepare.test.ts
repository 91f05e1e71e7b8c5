import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import { readManifest } from '@gender/core/node';
import { solidPicture, temporaryFolder } from '@gender/testing';
import { create } from 'tar';
import { beforeEach, describe, expect, test } from 'vitest';
import { app } from '../src/index.js';

const inFolder = temporaryFolder();

/** Writes a picture that is like no other. */
function draw(...path: string[]): void {
  drawn += 1;
  mkdirSync(dirname(inFolder(...path)), { recursive: true });
  writeFileSync(inFolder(...path), solidPicture(4, 4, [drawn % 256, drawn >> 8, 0]));
}
let drawn = 0;

function prepare(...flags: string[]): Promise<FinishedRun> {
  return runInMemory(app, ['prepare', '--data-root', inFolder('data'), ...flags]);
}

/** The download's layout in a folder with a space: ten pictures of each class, two of each age. */
beforeEach(() => {
  for (const sex of ['F', 'M']) {
    for (let number = 0; number < 10; number += 1) {
      const tree = number % 2 === 0 ? 'aligned' : 'valid';
      const age = 20 + (number >> 1);
      draw('the download', 'combined', tree, `set_${age}_${sex}`, `${number}.bmp`);
    }
  }
});

describe('prepare', () => {
  test('splits the download 60/20/20 into folders of numbered pictures', async () => {
    const run = await prepare('--data-dir', inFolder('the download'), '--dataset', 'Faces');
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('train');
    const count = (split: string): number =>
      readdirSync(inFolder('data', 'Faces', split, 'Male')).length;
    expect(['train', 'validation', 'test'].map(count)).toEqual([6, 2, 2]);
    const names = readdirSync(inFolder('data', 'Faces', 'train', 'Female')).sort();
    expect(names[0]).toMatch(/^1_Age2[0-4]\.bmp$/);
  });

  test('prints what it did with --json', async () => {
    const source = inFolder('the download');
    const { stdout } = await prepare('--data-dir', source, '--dataset', 'Faces', '--json', '-q');
    const counts = { Female: 6, Male: 6 };
    expect(JSON.parse(stdout)).toEqual({
      folder: inFolder('data', 'Faces'),
      layout: 'download',
      found: 20,
      broken: [],
      leftOut: {},
      unusual: [],
      unused: 0,
      persons: 0,
      clusters: 0,
      duplicates: 0,
      counts: { train: counts, validation: { Female: 2, Male: 2 }, test: { Female: 2, Male: 2 } },
      written: true,
      seconds: expect.any(Number) as number,
      faceless: [],
    });
  });

  test('writes the same split for the same seed, another for another', async () => {
    const splitOf = async (root: string, seed: string): Promise<string> => {
      const flags = ['--data-root', inFolder(root), '--dataset', 'Faces', '--seed', seed];
      await runInMemory(app, [...flags, '--data-dir', inFolder('the download')]);
      return readFileSync(inFolder(root, 'Faces', 'split.json'), 'utf8');
    };
    const first = await splitOf('a', '7');
    expect(await splitOf('b', '7')).toBe(first);
    expect(await splitOf('c', '8')).not.toBe(first.replace('"seed": 7', '"seed": 8'));
  });

  test('takes a tenth for a name that ends in _Small, or what --fraction says', async () => {
    for (const sex of ['F', 'M']) {
      for (let number = 0; number < 90; number += 1) {
        draw('the download', 'combined', 'valid', `more_30_${sex}`, `${number}.bmp`);
      }
    }
    const countsOf = async (...flags: string[]): Promise<unknown> => {
      const { stdout } = await prepare('--data-dir', inFolder('the download'), '--json', ...flags);
      return (JSON.parse(stdout) as { counts: { train: unknown } }).counts.train;
    };
    expect(await countsOf('--dataset=F_Small')).toEqual({ Female: 6, Male: 6 });
    expect(await countsOf('--dataset=F', '--fraction=0.5')).toEqual({ Female: 30, Male: 30 });
  });

  test('reads a manifest by path, label and person, and keeps persons on one side', async () => {
    const rows = ['file,label,person'];
    for (let number = 0; number < 40; number += 1) {
      draw('faces', `${number}.bmp`);
      rows.push(`${number}.bmp,${number % 2 ? 'cat' : 'dog'},p${number >> 2}-${number % 2}`);
    }
    writeFileSync(inFolder('faces', 'list.csv'), rows.join('\n'));
    await prepare('--data-dir', inFolder('faces', 'list.csv'), '--dataset', 'Pets');
    const split = JSON.parse(readFileSync(inFolder('data', 'Pets', 'split.json'), 'utf8')) as {
      classes: string[];
      files: { file: string; person: string }[];
    };
    expect(split.classes).toEqual(['cat', 'dog']);
    const sides = new Map<string, Set<string>>();
    for (const { file, person } of split.files) {
      const side = file.split('/')[0] ?? '';
      sides.set(person, (sides.get(person) ?? new Set()).add(side));
    }
    expect([...sides.values()].every(({ size }) => size === 1)).toBe(true);
  });

  test('says how the dataset was made, and leaves it when nothing changed', async () => {
    const flags = ['--data-dir', inFolder('the download'), '--dataset', 'Faces', '--seed', '3'];
    await prepare(...flags);
    expect(await readManifest(inFolder('data', 'Faces'))).toMatchObject({
      command: 'prepare',
      seed: 3,
      options: { dataset: 'Faces', method: 'persons' },
    });
    expect((await prepare(...flags)).stderr).toContain('is up to date');
  });

  test('ends where more than a hundredth is broken, and leaves out what --max-broken allows', async () => {
    writeFileSync(inFolder('the download', 'combined', 'valid', 'set_20_F', 'b.jpg'), 'text');
    const flags = ['--data-dir', inFolder('the download'), '--dataset', 'Faces'];
    const failed = await prepare(...flags);
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toMatch(/^error: 1 of 21 pictures .*b\.jpg.*\[DATASET_BROKEN\]\n$/m);
    const run = await prepare(...flags, '--max-broken', '0.1');
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toMatch(/warning: left out 1 broken picture: .*b\.jpg/);
    expect(run.stdout).toContain('left out: 1 broken picture');
  });

  test('renames classes, and goes on where one picture is in two of them', async () => {
    const source = inFolder('the download');
    const copy = inFolder('the download', 'combined', 'valid', 'set_30_M');
    mkdirSync(copy);
    copyFileSync(`${source}/combined/aligned/set_20_F/0.bmp`, `${copy}/0.bmp`);
    const flags = ['--data-dir', source, '--dataset', 'Faces', '--map', 'Female=woman,Male=man'];
    const failed = await prepare(...flags);
    expect(failed.exitCode).toBe(1);
    const list = inFolder('data', 'Faces.corrections.csv');
    expect(failed.stderr).toContain(`${list} lists the 2 pictures to be dropped`);
    expect(failed.stderr).toContain('the flags are --corrections and --map [DATASET_LABELS]');
    const { stdout, exitCode } = await prepare(...flags, '--corrections', list);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/man.*woman[^]*corrections: 0 relabelled, 2 dropped/);
  });

  test('stratifies by age, and puts the pictures into folds', async () => {
    const source = inFolder('the download');
    const flags = ['--data-dir', source, '--dataset', 'Faces', '--stratify', 'age', '--folds', '5'];
    expect((await prepare(...flags)).exitCode).toBe(0);
    const split = JSON.parse(readFileSync(inFolder('data', 'Faces', 'split.json'), 'utf8')) as {
      files: { file: string; fold: string }[];
    };
    expect(split).toMatchObject({ stratify: 'age', folds: 5 });
    const folds = split.files.map(({ fold, file }) => `${fold} ${file.split('/')[1]}`).sort();
    expect(folds).toEqual(
      [1, 2, 3, 4, 5].flatMap((fold) =>
        ['Female', 'Female', 'Male', 'Male'].map((c) => `${fold} ${c}`),
      ),
    );
  });

  test('makes a dataset that verify finds as it was written', async () => {
    await prepare('--data-dir', inFolder('the download'), '--dataset', 'Faces');
    const verify = (): Promise<FinishedRun> =>
      runInMemory(app, ['verify', `${inFolder('data', 'Faces')}/`]);
    const { stdout, exitCode } = await verify();
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('compared 21 items; 0')]);
    writeFileSync(inFolder('data', 'Faces', 'train', 'Male', 'new.bmp'), '');
    const changed = await verify();
    expect([changed.exitCode, changed.stdout]).toEqual([
      1,
      expect.stringContaining('added: train/Male/new.bmp'),
    ]);
  });

  test('reads an archive as it reads the same pictures unpacked', async () => {
    const archive = inFolder('download.tar.gz');
    await create({ gzip: true, file: archive, cwd: inFolder('.') }, ['the download']);
    const splitOf = async (...flags: string[]): Promise<string> => {
      expect((await prepare('--dataset', 'Faces', ...flags)).exitCode).toBe(0);
      return readFileSync(inFolder('data', 'Faces', 'split.json'), 'utf8');
    };
    const unpacked = await splitOf('--data-dir', inFolder('the download'));
    const packed = await splitOf('--data-dir', archive);
    expect(packed.replaceAll('the download/', '')).toBe(unpacked);
    const { inputs } = await readManifest(inFolder('data', 'Faces'));
    expect(Object.keys(inputs)).toEqual([archive]);
    const data = ['--data-root', inFolder('data'), '--json'];
    const { stdout, stderr } = await runInMemory(app, ['inspect', archive, ...data]);
    expect(JSON.parse(stdout)).toMatchObject({ layout: 'download', found: 20 });
    expect(stderr).not.toContain('is unpacked in');
  });

  test('refuses persons that the collection does not name', async () => {
    const source = inFolder('the download');
    const run = await prepare('--data-dir', source, '--dataset', 'Faces', '--persons', 'column');
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/says of no picture who is shown.*--persons.*\[DATASET_OPTIONS\]/);
  });

  test('tells people apart by their faces, where it finds any', async () => {
    const source = inFolder('the download');
    const flags = ['--data-dir', source, '--dataset', 'Faces', '--persons', 'cluster'];
    const { stdout, exitCode } = await prepare(...flags);
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringContaining('told apart by faces: 0 groups of 0 pictures, 0 doubtful'),
    ]);
    expect(stdout).toContain('without a face: 20');
  }, 120_000);

  test('refuses a map that names a class twice, as wrong usage', async () => {
    for (const map of ['Female=a,Female=b', 'Female', '=Female', 'Female=a=b']) {
      const { exitCode, stderr } = await prepare('--map', map);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('expected each class once')]);
    }
  });

  test('says in one line what else it left out', async () => {
    writeFileSync(inFolder('the download', 'combined', 'valid', 'set_20_F', 'list.txt'), 'text');
    writeFileSync(inFolder('the download', 'combined', 'valid', 'set_20_F', '.hidden'), '');
    const flags = ['--data-dir', inFolder('the download'), '--dataset', 'Faces'];
    const run = await prepare(...flags);
    expect(run.stderr).toContain('warning: left out 2 files: 1 .txt, 1 hidden');
    const { stdout } = await prepare(...flags, '--json', '-q');
    expect(JSON.parse(stdout)).toMatchObject({ leftOut: { '.txt': 1, hidden: 1 } });
  });

  test('finds pictures that are cut off, but not with --check header', async () => {
    const cut = solidPicture(4, 4, [255, 0, 0]).subarray(0, -20);
    writeFileSync(inFolder('the download', 'combined', 'valid', 'set_20_F', 'cut.bmp'), cut);
    const flags = ['--data-dir', inFolder('the download'), '--dataset', 'Faces'];
    expect((await prepare(...flags, '--check', 'header')).stderr).not.toContain('left out');
    expect((await prepare(...flags, '--max-broken', '0.1')).stderr).toMatch(/left out.*cut\.bmp/);
  });

  test('ends in order on Ctrl-C and leaves nothing', async () => {
    const argv = ['--data-root', inFolder('data'), '--data-dir', inFolder('the download')];
    const interruptAt = 'labelled pictures';
    const run = await runInMemory(app, [...argv, '--dataset', 'Faces'], { interruptAt });
    expect(run).toMatchObject({ exitCode: 130, stdout: '' });
    expect(() => readdirSync(inFolder('data'))).toThrow('ENOENT');
  });
});

describe('what cannot be prepared is said in one line', () => {
  test.each([
    ['a missing folder', 'absent', 'DATASET_NOT_FOUND', 'there is no folder'],
    ['a folder without pictures', 'empty', 'DATASET_EMPTY', 'found no labelled pictures'],
    ['a missing manifest', 'absent.csv', 'FILE_NOT_FOUND', 'does not exist'],
    ['one class only', 'single', 'DATASET_CLASSES', 'one class only (Female)'],
  ])('%s', async (_, source, code, words) => {
    mkdirSync(inFolder('empty'));
    draw('single', 'Female', '1.bmp');
    const run = await prepare('--data-dir', inFolder(source), '--dataset', 'Faces', '--json', '-q');
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/^error: .*\n$/);
    expect(run.stderr).toContain(words);
    expect(JSON.parse(run.stdout)).toMatchObject({ error: { code } });
  });

  test.each([
    [['--dataset=../Faces'], 'a name without slashes'],
    [['--dataset=F', '--fraction=0'], '--fraction=0 is not valid'],
    [['--dataset=F', '--fraction=1.5'], '--fraction=1.5 is not valid'],
    [['--dataset=F', '--split=half'], '"persons"|"original"|"trees"|"given"'],
    [['--dataset=F', '--check=all'], '"decode"|"header"'],
    [['--dataset=F', '--datadir=x'], 'unknown argument: datadir'],
  ])('wrong usage: %j', async (flags, words) => {
    const { exitCode, stderr } = await prepare(...flags);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
  });
});
