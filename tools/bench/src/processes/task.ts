/** A process that does one task of the job, as the apps do it, and prints its time and peak memory. */
import { fitHead, initialRows, outlineHead } from '@gender/classifier';
import { letHeapGrow } from '@gender/cli';
import { createRandom } from '@gender/core';
import { auditDataset, inspectCollection, listSplit, prepareDataset } from '@gender/dataset';
import { selectEngine } from '@gender/engine';
import { predictSplit } from '@gender/evaluation';
import {
  choosePreprocessing,
  extractFeatures,
  openFeatureStore,
  readBackbone,
} from '@gender/features';
import { peakMemory } from './peak-memory.js';
import { taskSchema, type Task, type TaskResult } from './task-messages.js';

/** Does a task; what it makes goes into its folder `output`. */
async function perform(task: Task): Promise<void> {
  switch (task.kind) {
    case 'extract':
      return extract(task);
    case 'train':
      return train(task);
    case 'evaluate':
      return void (await predictSplit({ ...task, split: 'test' }));
    case 'prepare':
      return void (await prepareDataset({ ...task, dataset: 'Prepared', seed: 0 }));
    case 'inspect':
      return void (await inspectCollection(task));
    case 'audit':
      return void (await auditDataset(task));
  }
}

async function extract(task: Extract<Task, { kind: 'extract' }>): Promise<void> {
  const { output, threads } = task;
  const backbone = await readBackbone(task.backbone);
  const listing = await listSplit(task.pictures);
  const preprocessing = choosePreprocessing(backbone);
  const engine = await selectEngine();
  await using _ = await extractFeatures({
    listing,
    backbone,
    preprocessing,
    engine,
    output,
    threads,
  });
}

async function train(task: Extract<Task, { kind: 'train' }>): Promise<void> {
  const { weights, hiddenUnits, threads } = task;
  await using rows = await openFeatureStore(task.rows);
  await using validation = await openFeatureStore(task.validation);
  const { classes } = rows.record;
  const head = outlineHead({ inputShape: rows.rowShape, classes, hiddenUnits });
  const initial = initialRows(head, createRandom(0).fork('head'));
  await fitHead({ head, initial, train: rows, validation, weights, epochs: 1, seed: 0, threads });
}

letHeapGrow(); // as the apps do
const started = performance.now();
const usage = process.cpuUsage();
await perform(taskSchema.parse(JSON.parse(process.argv[2] ?? '')));
const { user, system } = process.cpuUsage(usage);
const result: TaskResult = {
  seconds: (performance.now() - started) / 1000,
  processorSeconds: (user + system) / 1e6,
  peakBytes: peakMemory(),
};
process.stdout.write(JSON.stringify(result));
