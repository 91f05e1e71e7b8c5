import { appendFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { classNames, putPictures, temporaryFolder } from '../../test/pictures.js';
import { prepareDataset } from '../prepare-dataset.js';
import { verifyDataset } from './verify-dataset.js';

let dataset: string;
beforeEach(async () => {
  const folder = await temporaryFolder();
  await putPictures(join(folder, 'faces'), classNames(10));
  const options = { source: join(folder, 'faces'), dataRoot: folder, dataset: 'Faces', seed: 0 };
  dataset = (await prepareDataset(options)).folder;
});

const same = { checked: 21, changed: [], added: [], missing: [], unverified: [] };

it('a dataset is as it was written, what desktops and its owner leave beside the pictures included', async () => {
  await writeFile(join(dataset, 'train/.DS_Store'), '');
  await writeFile(join(dataset, 'notes.txt'), '');
  expect(await verifyDataset(dataset)).toEqual(same);
  expect(await verifyDataset(`${dataset}/`)).toEqual(same);
});

it('pictures that were changed, removed, renamed or added are told', async () => {
  await appendFile(join(dataset, 'train/Female/2.png'), ' ');
  await rm(join(dataset, 'test/Male/1.png'));
  await rename(join(dataset, 'train/Male/1.png'), join(dataset, 'train/Male/a new one.png'));
  expect(await verifyDataset(dataset)).toEqual({
    checked: 19,
    changed: ['train/Female/2.png'],
    added: ['train/Male/a new one.png'],
    missing: ['train/Male/1.png', 'test/Male/1.png'],
    unverified: [],
  });
});

it('a manifest that was edited is told, unless nobody knows what it was', async () => {
  await appendFile(join(dataset, 'split.json'), '\n');
  expect((await verifyDataset(dataset)).changed).toEqual(['split.json']);
  await rm(`${dataset}.manifest.json`);
  expect(await verifyDataset(dataset)).toEqual({
    ...{ ...same, checked: 20 },
    unverified: ['split.json'],
  });
});

it('the pictures of a split that was removed, or is a file now, are told', async () => {
  await rm(join(dataset, 'test'), { recursive: true });
  const missing = ['Female/1.png', 'Female/2.png', 'Male/1.png', 'Male/2.png'];
  const removed = { ...same, checked: 17, missing: missing.map((name) => `test/${name}`) };
  expect(await verifyDataset(dataset)).toEqual(removed);
  await rm(join(dataset, 'train'), { recursive: true });
  await writeFile(join(dataset, 'train'), 'a file');
  const { checked, missing: more } = await verifyDataset(dataset);
  expect([checked, more.length]).toEqual([5, 16]);
});

it('a folder without a manifest is no dataset', async () => {
  await rm(join(dataset, 'split.json'));
  await expect(verifyDataset(dataset)).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
});
