import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { runInMemory } from '@gender/cli/testing';
import { runRecordSchema, type FoundRun } from '@gender/classifier';
import { sha256File } from '@gender/core/node';
import { beforeEach, expect, test } from 'vitest';
import { app } from '../src/index.js';
import { prepared } from './prepared.js';

const { inFolder, trainJson } = prepared();
const small = ['--epoch=2', '--hidden-units=6'];

function runs(...words: string[]): ReturnType<typeof runInMemory> {
  return runInMemory(app, ['runs', ...words, '--models', inFolder('models')]);
}

beforeEach(async () => {
  await trainJson(...small);
  await trainJson(...small, '--seed=7', '--dropout=0.1', '--name=Other');
});

test('lists what trainings left, models that were replaced too', async () => {
  const { kept } = await trainJson(...small, '--seed=1');
  const { exitCode, stdout } = await runs('--json');
  expect(exitCode).toBe(0);
  const found = (JSON.parse(stdout) as { runs: FoundRun[] }).runs;
  expect(found.map(({ name, seed, kept: at }) => [name, seed, at])).toEqual([
    ['Other', 7, undefined],
    ['Tiny', 1, undefined],
    ['Tiny', 0, kept],
  ]);
  const [other] = found;
  expect(runRecordSchema.safeParse(other).success).toBe(true);
  expect(other).toMatchObject({
    config: { hiddenUnits: [6], dropout: 0.1, epochs: 2 },
    images: { train: 12, validation: 12 },
  });
  const { accuracy, confusion } = other!.validation;
  const right = confusion.matrix.reduce((sum, row, label) => sum + row[label]!, 0);
  expect(accuracy.value).toBe(right / 12);
  expect(accuracy.value).toBe(other!.epochs[other!.bestEpoch - 1]!.valAccuracy);
  expect(accuracy.interval!.low).toBeLessThanOrEqual(accuracy.value);
});

test('says in a table how named runs differ, sorted as asked', async () => {
  const { stdout } = await runs('Tiny', 'Other', '--sort', 'date');
  expect(stdout.indexOf('Other')).toBeLessThan(stdout.indexOf('Tiny'));
  const [, differences] = stdout.split('\n\n');
  const rows = differences!.split('\n').map((line) => line.split('│').map((cell) => cell.trim()));
  expect(rows).toContainEqual(['', 'dropout', '0.1', '0.5', '']);
  expect(rows).toContainEqual(['', 'seed', '7', '0', '']);
  expect(differences).not.toContain('hiddenUnits');
});

test('knows runs apart by how pictures were fed, and claims nothing of what is not recorded', async () => {
  await trainJson(...small, '--resample=bilinear', '--name=Bilinear');
  const differences = async (...names: string[]): Promise<string> => {
    const { stdout } = await runs(...names);
    return stdout.trimEnd().split('\n\n')[1]!;
  };
  const table = await differences('Tiny', 'Bilinear');
  expect(table.match(/│ \w+ +│ \w+ +│ \w+ +│/g)).toEqual([
    expect.stringMatching(/option +│ Bilinear +│ Tiny/),
    expect.stringMatching(/resampling +│ bilinear +│ nearest/),
  ]);

  const recordOf = (name: string): string => inFolder('models', `${name}_Run`, 'run.json');
  const change = (name: string, into: string, changes: Partial<FoundRun>): void => {
    const record = JSON.parse(readFileSync(recordOf(name), 'utf8')) as FoundRun;
    mkdirSync(dirname(recordOf(into)), { recursive: true });
    writeFileSync(recordOf(into), JSON.stringify({ ...record, name: into, ...changes }));
  };
  change('Tiny', 'Twin', {});
  expect(await differences('Tiny', 'Twin')).toBe('they do not differ');
  // As an earlier version recorded it.
  change('Bilinear', 'Old', { rows: undefined });
  expect(await differences('Tiny', 'Old')).toBe('they differ in something that is not recorded');
  expect(await differences('Tiny', 'Bilinear', 'Old')).toMatch(
    /resampling +│ bilinear +│ not recorded +│ nearest/,
  );
  expect((await runs('Tiny')).stdout).not.toContain('differ');
});

test('binds a run to its split and to its people', async () => {
  const files = Array.from({ length: 6 }, (_, index) => ({
    ...{ file: `validation/Male/${index}.bmp`, source: `${index}`, sha256: 'a'.repeat(64) },
    person: 'p',
  }));
  const manifest = {
    ...{ format: 1, dataset: 'Tiny', seed: 0, method: 'persons', fraction: 1 },
    ...{ ratios: { train: 0.4, validation: 0.3, test: 0.3 }, classes: ['Female', 'Male'], files },
  };
  const split = inFolder('data', 'Tiny', 'split.json');
  writeFileSync(split, JSON.stringify(manifest));
  await trainJson(...small, '--name=Split');
  const { stdout } = await runs('Split', '--json');
  const [run] = (JSON.parse(stdout) as { runs: FoundRun[] }).runs;
  expect(run!.split).toBe(await sha256File(split));
  expect(run!.validation).not.toHaveProperty('persons');
});

test('leaves out what is no record with a warning, and refuses a name that is not there', async () => {
  writeFileSync(inFolder('models', 'Other_Run', 'run.json'), '{}');
  const listed = await runs();
  expect(listed.stderr).toMatch(/^warning: left out: .*Other_Run.run\.json/);
  expect(listed.stdout).toContain('Tiny');
  const refused = await runs('Absent');
  expect([refused.exitCode, refused.stderr]).toEqual([
    2,
    expect.stringContaining('there is no run Absent in'),
  ]);
});
