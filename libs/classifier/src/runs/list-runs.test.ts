import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import { defaultTraining } from '../training-config.js';
import { listRuns } from './list-runs.js';
import {
  readRunRecord,
  RUN_RECORD,
  runFolder,
  writeRunRecord,
  type RunRecord,
} from './run-record.js';

const inFolder = temporaryFolder();

const recordOf = (name: string): RunRecord => ({
  ...{ format: 1, name, dataset: 'Tiny', model: `${name}_Transfer_Model.h5`, seed: 3 },
  ...{ createdAt: '2026-11-28T21:30:00.000Z', seconds: 1.5, fingerprint: 'f'.repeat(64) },
  config: { ...defaultTraining, epochs: 1 },
  features: { backbone: 'vgg.h5', layer: 'pool5', preprocessing: 'network' },
  images: { train: 6, validation: 4 },
  epochs: [{ epoch: 1, loss: 0.75, accuracy: 0.5, valLoss: 0.5, valAccuracy: 0.75, seconds: 1 }],
  bestEpoch: 1,
  validation: {
    accuracy: { value: 0.75, interval: { low: 0.25, high: 1 } },
    figures: { crossEntropy: { value: 0.5 } },
    confusion: { classes: ['Female', 'Male'], matrix: [[2, 0], [1, 1]] }, // prettier-ignore
  },
  versions: { node: 'v24.0.0' },
});

/** Writes a run into a folder; returns the run's folder. */
async function addRun(folder: string, name: string): Promise<string> {
  const run = join(folder, runFolder(name));
  mkdirSync(run, { recursive: true });
  await writeRunRecord(join(run, RUN_RECORD), recordOf(name));
  return run;
}

async function listed(
  folder: string,
): Promise<{ runs: Awaited<ReturnType<typeof listRuns>>; warnings: string[] }> {
  // prettier-ignore
  const warnings: string[] = [];
  const quiet = { debug: () => undefined, info: () => undefined };
  const runs = await listRuns(folder, {
    logger: { ...quiet, warn: (text) => warnings.push(text) },
  });
  return { runs, warnings };
}

describe('the record of a run', () => {
  it('is read as it was written, without what is not known', async () => {
    const path = join(await addRun(inFolder('models'), 'Tiny'), RUN_RECORD);
    expect(await readRunRecord(path)).toEqual(recordOf('Tiny'));
  });

  it.each<[string, string]>([
    ['text', 'a letter'],
    ['another format', JSON.stringify({ ...recordOf('Tiny'), format: 2 })],
    [
      'a day in place of a moment',
      JSON.stringify({ ...recordOf('Tiny'), createdAt: '2026-11-28' }),
    ],
    ['a figure that is none', JSON.stringify({ ...recordOf('Tiny'), seconds: null })],
    ['half of an epoch', JSON.stringify({ ...recordOf('Tiny'), epochs: [{ epoch: 1 }] })],
  ])('is none, and says which file: %s', async (_, text) => {
    const path = inFolder('run.json');
    writeFileSync(path, text);
    await expect(readRunRecord(path)).rejects.toMatchObject({
      name: 'FileError',
      message: expect.stringContaining(path) as string,
    });
  });
});

describe('listRuns', () => {
  it('finds runs by name as code points order them, kept ones beside those that are published', async () => {
    const models = inFolder('models');
    const kept = join(models, 'Tiny_Training.0123');
    const folders = [
      await addRun(models, 'Zebra'),
      await addRun(models, 'Tiny'),
      await addRun(models, 'Ähre'),
      await addRun(kept, 'Tiny'),
      await addRun(models, 'apple'),
    ];
    const { runs, warnings } = await listed(models);
    expect(runs.map(({ name }) => name)).toEqual(['Tiny', 'Tiny', 'Zebra', 'apple', 'Ähre']);
    expect(runs[0]).toEqual({ ...recordOf('Tiny'), folder: folders[1] });
    expect(runs[1]).toEqual({ ...recordOf('Tiny'), folder: folders[3], kept });
    expect(warnings).toEqual([]);
  });

  it('tells of a record that cannot be read, and lists the others', async () => {
    const models = inFolder('models');
    await addRun(models, 'Good');
    const path = join(await addRun(models, 'Bad'), RUN_RECORD);
    writeFileSync(path, '{');
    const { runs, warnings } = await listed(models);
    expect(runs.map(({ name }) => name)).toEqual(['Good']);
    expect(warnings).toEqual([expect.stringMatching(/^left out: .*Bad_Run/)]);
  });

  it('passes over what is no run', async () => {
    const models = inFolder('models');
    mkdirSync(join(models, 'Empty_Run'), { recursive: true });
    mkdirSync(join(models, 'deeper', 'Hidden_Run'), { recursive: true });
    await writeRunRecord(join(models, 'deeper', 'Hidden_Run', RUN_RECORD), recordOf('Hidden'));
    writeFileSync(join(models, 'File_Run'), '');
    expect(await listed(models)).toEqual({ runs: [], warnings: [] });
  });

  it('says which folder is missing', async () => {
    await expect(listRuns(inFolder('no models'))).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining('no models') as string,
    });
  });
});
