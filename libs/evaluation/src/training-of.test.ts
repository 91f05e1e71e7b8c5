import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { completeConfig } from '@gender/classifier';
import { hashOutputs, sha256File, writeManifest } from '@gender/core/node';
import { temporaryFolder } from '@gender/testing';
import { beforeEach, expect, test } from 'vitest';
import { datasetOf, madeWith, trainedPictures, trainingOf, type Training } from './training-of.js';

const inFolder = temporaryFolder();
const model = (): string => inFolder('models', 'M_Transfer_Model.h5');
const trained = 'a'.repeat(64);

function writeSplit(seed: number): string {
  const path = inFolder('data', 'D', 'split.json');
  const picture = (file: string, sha256: string): object => ({ file, source: file, sha256 });
  writeFileSync(
    path,
    JSON.stringify({
      ...{ format: 1, dataset: 'D', seed, method: 'persons', fraction: 1, classes: ['x', 'y'] },
      ratios: { train: 0.6, validation: 0.2, test: 0.2 },
      files: [picture('train/x/1.jpg', trained), picture('test/x/2.jpg', 'b'.repeat(64))],
    }),
  );
  return path;
}

beforeEach(async () => {
  mkdirSync(inFolder('models', 'M_Run'), { recursive: true });
  mkdirSync(inFolder('data', 'D'), { recursive: true });
  writeFileSync(model(), 'a model');
  const run = inFolder('models', 'M_Run', 'run.json');
  const figure = { value: 1 };
  writeFileSync(
    run,
    JSON.stringify({
      ...{ format: 1, name: 'M', dataset: 'D', model: 'M_Transfer_Model.h5', seed: 0 },
      ...{ createdAt: '2026-11-28T12:00:00Z', seconds: 1, fingerprint: 'f', features: {} },
      ...{ split: await sha256File(writeSplit(0)), config: completeConfig({}) },
      ...{ images: { train: 1, validation: 0 }, epochs: [], bestEpoch: 1, versions: {} },
      validation: { accuracy: figure, figures: {}, confusion: { classes: [], matrix: [] } },
    }),
  );
  await writeManifest(model(), {
    ...{ command: 'train', seconds: 1, versions: {}, inputs: {} },
    options: { dataset: 'D' },
    outputs: await hashOutputs(model(), [model(), run]),
  });
});

async function training(): Promise<Training | undefined> {
  return trainingOf(model(), await sha256File(model()));
}

test('knows the dataset and the pictures that the very file was trained on', async () => {
  const found = (await training())!;
  expect(datasetOf(found)).toBe('D');
  expect(await trainedPictures(found, inFolder('data'))).toEqual(new Set([trained]));
});

test('knows nothing of another file in its place, and nothing without a manifest', async () => {
  writeFileSync(model(), 'another model');
  expect(await training()).toBeUndefined();
  rmSync(`${model()}.manifest.json`);
  expect(await training()).toBeUndefined();
});

test('does not take other files for those that the training made, nor another split for its own', async () => {
  const found = (await training())!;
  writeSplit(1);
  expect(await trainedPictures(found, inFolder('data'))).toBeUndefined();
  writeSplit(0);
  expect(await trainedPictures(found, inFolder('elsewhere'))).toBeUndefined();
  writeFileSync(inFolder('models', 'M_Run', 'run.json'), '{}');
  expect(await madeWith(found, '/run.json')).toBeUndefined();
  expect(await trainedPictures(found, inFolder('data'))).toBeUndefined();
});
