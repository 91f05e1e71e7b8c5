/**
 * Time and peak memory of looking at, preparing, auditing and extracting distinct small pictures, ten times as many each time:
 *
 *     npm run test:scale -- [--pictures 1000,10000,100000] [--folder DIR]
 *
 * `--folder` keeps the pictures for the next run.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { positiveInteger, commaSeparated, readFlags } from '@gender/testing/flags';
import * as z from 'zod';
import { backboneFileOf } from './fixtures/networks.js';
import { drawSmallPictures } from './fixtures/small-pictures.js';
import { growthTable, type GrowthRow } from './growth.js';
import { runTask, type Task } from './processes/task-messages.js';
import { quickScale } from './scale.js';
import { Workbench } from './workbench.js';

/** What can be measured, in this order. */
const stepNames = [
  'inspect',
  'prepare',
  'prepare again',
  'audit',
  'extract',
  'extract again',
] as const;
const flags = readFlags({
  usage: 'npm run test:scale -- [--pictures 1000,10000] [--only inspect,prepare] [--folder FOLDER]',
  schema: z.object({
    pictures: commaSeparated.pipe(z.array(positiveInteger)).default([1000, 10_000, 100_000]),
    only: commaSeparated.pipe(z.array(z.enum(stepNames))).default([...stepNames]),
    folder: z.string().optional(),
  }),
});

const bench = await Workbench.open({ scale: quickScale, threads: 2, workDir: flags.folder });
const rows: GrowthRow[] = [];
try {
  const backbone = await backboneFileOf(bench);
  for (const count of flags.pictures) {
    const source = await bench.made(`many/${count}`, (path) =>
      Promise.resolve(drawSmallPictures(path, count)),
    );
    const dataRoot = bench.path(`many/${count}-data`);
    await rm(dataRoot, { recursive: true, force: true });
    const prepare: Task = { kind: 'prepare', source, dataRoot };
    const output = join(dataRoot, 'features', 'many.npy');
    const extract: Task = { kind: 'extract', backbone, pictures: source, output, threads: 2 };
    const steps: readonly (readonly [name: (typeof stepNames)[number], task: Task])[] = [
      ['inspect', { kind: 'inspect', source }],
      ['prepare', prepare],
      ['prepare again', prepare],
      ['audit', { kind: 'audit', source: join(dataRoot, 'Prepared') }],
      ['extract', extract],
      ['extract again', extract],
    ];
    for (const [name, task] of steps.filter(([step]) => flags.only.includes(step))) {
      const { peakBytes, ...spent } = await runTask(task);
      rows.push({ name, pictures: count, ...spent, peak: peakBytes / 1e6 });
      process.stderr.write(`${growthTable(rows.slice(-1)).split('\n').at(-2) ?? ''}\n`);
    }
    await rm(dataRoot, { recursive: true, force: true });
  }
} finally {
  await bench[Symbol.asyncDispose]();
}
process.stdout.write(`${growthTable(rows)}\n`);
