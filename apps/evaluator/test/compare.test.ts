import { readFileSync, writeFileSync } from 'node:fs';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import type { Comparison } from '@gender/evaluation';
import { temporaryFolder, writeColourDataset } from '@gender/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { app } from '../src/index.js';
import { folders, writeModel } from './models.js';

const inFolder = temporaryFolder();

function write(name: string, ps: readonly number[]): void {
  const rows = ps.map((p, picture) => `a/${picture}.jpg,0,${p < 0.5 ? 1 : 0},${p},${1 - p}`);
  writeFileSync(inFolder(name), ['File_name,GT,Pred,a_prob,b_prob', ...rows, ''].join('\n'));
}

beforeEach(() => {
  write('first.csv', [0.25, 0.25, 0.25, 0.75, 0.75, 0.75]);
  write('second.csv', [0.75, 0.75, 0.75, 0.75, 0.75, 0.25]);
  write('fewer.csv', [0.75, 0.75, 0.75, 0.75, 0.75]);
});

const compare = (names: readonly string[], ...flags: string[]): Promise<FinishedRun> =>
  runInMemory(app, ['compare', ...names.map((name) => inFolder(name)), ...flags]);

test('prints a table of what differs, and how surely', async () => {
  const { exitCode, stdout } = await compare(['first.csv', 'second.csv'], '--resamples=200');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^images {2}6, of which 4 are not called the same by all\n/);
  // Three only here, one only there: 2 · (1 + 4) / 16 = 0.625.
  expect(stdout).toMatch(/second.csv +│ 0\.8333 \(.*\) +│ 3 +│ 1 +│ 0\.6250 +│ 0\.6250/);
  expect(stdout).toMatch(/accuracy +│ \+0\.3333 \(.*\) +│ no/);
});

test('files of other pictures are an error, or left out and counted', async () => {
  const refused = await compare(['first.csv', 'fewer.csv']);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(/a\/5\.jpg.*--only-common.*\[RESULTS_PAIRS\]/);
  const { stdout } = await compare(['first.csv', 'fewer.csv'], '--only-common', '--json');
  const { images, leftOut } = JSON.parse(stdout) as Comparison;
  expect(images).toBe(5);
  expect(leftOut.map((each) => each.images)).toEqual([1, 0]);
});

test('one file is wrong usage', async () => {
  expect((await compare(['first.csv'])).exitCode).toBe(2);
});

test('writes a page and its data, which name the pictures on which they differ', async () => {
  const flags = ['--resamples=50', '--report', inFolder('out')];
  const { stdout } = await compare(['first.csv', 'second.csv'], ...flags);
  expect(stdout).toContain(inFolder('out', 'report.html'));
  const page = readFileSync(inFolder('out', 'report.html'), 'utf8');
  expect(page).toContain('4 of 6 pictures are not called the same');
  expect(page).not.toContain('<img');
  const data = JSON.parse(readFileSync(inFolder('out', 'report.json'), 'utf8')) as Comparison;
  expect(data.differing.map(({ file }) => file)).toEqual([
    'a/0.jpg',
    'a/1.jpg',
    'a/2.jpg',
    'a/5.jpg',
  ]);
});

describe('models', () => {
  beforeEach(async () => {
    writeColourDataset(inFolder('data', 'Tiny'), 6);
    await writeModel(inFolder, 'Tiny');
    await writeModel(inFolder, 'Other', ['Male', 'Female']);
  });

  const models = ['models/Tiny_Transfer_Model.h5', 'models/Other_Transfer_Model.h5'];
  const data = (): string[] => ['--testset=Tiny', '--data-root', inFolder('data'), '--resamples=0'];

  test('predict the test set that is named, of which pictures are shown on request', async () => {
    const same = [models[0]!, models[0]!];
    const flags = [...data(), '--report', inFolder('out'), '--with-pictures'];
    const { exitCode, stdout } = await compare(same, ...flags);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^images {2}12, of which 0 are/);
    const csv = inFolder('data', 'results', 'Tiny_test_results.csv');
    await runInMemory(app, ['predict', '--trainset=Tiny', ...folders(inFolder)]);
    // Each answer turned: what is called by the model of the file is wrong where it was right.
    const rows = readFileSync(csv, 'utf8').split('\r\n').map((line) => line.replace(/^(.*),(.),(.),(.*),(.*)$/, (_, file: string, label: string, called: string, p: string, q: string) => `${file},${label},${called === '0' ? 1 : 0},${q},${p}`)); // prettier-ignore
    writeFileSync(inFolder('turned.csv'), rows.join('\r\n'));
    const found = await compare([models[0]!, 'turned.csv'], ...flags);
    expect(found.stdout).toMatch(/^images {2}12, of which 12 are/);
    const page = readFileSync(inFolder('out', 'report.html'), 'utf8');
    expect(page.match(/<img src="data:image\/png;base64,/g)).toHaveLength(12);
  });

  test('of other classes are an error; of no test set, and pictures of none, wrong usage', async () => {
    expect((await compare(models, ...data())).stderr).toContain('[RESULTS_PAIRS]');
    expect(await compare(models)).toMatchObject({ exitCode: 2 });
    expect((await compare(models)).stderr).toMatch(/is a model: --testset names the dataset/);
    const calibrated = await compare(['first.csv', models[0]!], ...data(), '--calibrated');
    expect(calibrated).toMatchObject({ exitCode: 2 });
    expect(calibrated.stderr).toContain('first.csv is a results file');
    const shown = await compare(['first.csv', 'second.csv'], '--with-pictures');
    expect(shown).toMatchObject({ exitCode: 2 });
  });
});
