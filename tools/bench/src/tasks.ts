import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { storeOnDisk } from './fixtures/feature-stores.js';
import { backboneFileOf, transferModelOf } from './fixtures/networks.js';
import { drawPictures } from './fixtures/pictures.js';
import { BATCH_SIZE } from './fixtures/training.js';
import { runTask, type TaskResult } from './processes/task-messages.js';
import type { Workbench } from './workbench.js';

/** One task of the job on so many pictures, or rows of features, in a process of its own. */
export type RunTask = (bench: Workbench, count: number) => Promise<TaskResult>;

/** Pictures to features. */
export const extractTask: RunTask = async (bench, count) => {
  const pictures = join(await pictureSet(bench, count), 'test');
  const output = join(await emptied(bench, 'task-features'), 'features.npy');
  const backbone = await backboneFileOf(bench);
  return runTask({ kind: 'extract', backbone, pictures, output, threads: bench.threads });
};

/** An epoch over features on disk, validation on a batch, the best weights saved. */
export const trainTask: RunTask = async (bench, count) => {
  await using rows = await storeOnDisk(bench, 'rows', count);
  await using validation = await storeOnDisk(bench, 'validation', BATCH_SIZE);
  return runTask({
    kind: 'train',
    rows: rows.path,
    validation: validation.path,
    weights: join(await emptied(bench, 'task-weights'), 'head.h5'),
    hiddenUnits: [...bench.scale.hiddenUnits],
    threads: bench.threads,
  });
};

/** Pictures to probabilities with a transfer model; their features are not there yet. */
export const evaluateTask: RunTask = async (bench, count) => {
  const folder = await pictureSet(bench, count);
  const dataRoot = dirname(folder);
  await rm(join(dataRoot, 'features'), { recursive: true, force: true });
  const { model } = await transferModelOf(bench);
  const dataset = String(count);
  return runTask({ kind: 'evaluate', model, dataRoot, dataset, threads: bench.threads });
};

/** Check, split, copy and hash pictures. */
export const prepareTask: RunTask = async (bench, count) => {
  const source = join(await pictureSet(bench, count), 'test');
  return runTask({ kind: 'prepare', source, dataRoot: await emptied(bench, 'task-prepared') });
};

/** A dataset that has so many test pictures, of the size of the scale. */
async function pictureSet(bench: Workbench, count: number): Promise<string> {
  const size = bench.scale.pictureSize;
  return bench.made(`sets/${count}`, (path) =>
    drawPictures(join(path, 'test'), { count, size, quality: 90 }),
  );
}

async function emptied(bench: Workbench, name: string): Promise<string> {
  const folder = bench.path(name);
  await rm(folder, { recursive: true, force: true });
  return folder;
}
