// Prepares and extracts distinct small pictures: npm run test:scale -- [--pictures 100000] [--folder DIR]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatTable } from '@gender/cli';
import type { ProgressReporter } from '@gender/core';
import { listSplit, prepareDataset } from '@gender/dataset';
import { selectEngine } from '@gender/engine';
import { choosePreprocessing, extractFeatures, NetworkBackbone } from '@gender/features';
import { randomBackbone } from './fixtures/networks.js';
import { quickScale } from './scale.js';

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '100000' },
    folder: { type: 'string', default: tmpdir() },
  },
});
const folder = mkdtempSync(join(values.folder, 'gender-many-'));
const rows: string[][] = [];
try {
  const source = join(folder, 'source');
  writePictures(source, Number(values.pictures));
  const dataRoot = join(folder, 'data');
  // Nearly all pictures are trained on, so that there is one long extraction.
  const ratios = { train: 0.98, validation: 0.01, test: 0.01 };
  await prepareDataset({ source, dataRoot, dataset: 'Many', seed: 0, ratios, progress: tenths() });
  await extract(dataRoot, tenths());
  const started = performance.now();
  await extract(dataRoot, tenths());
  rows.push(row('extract again', '1–10', performance.now() - started, Number(values.pictures)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(
  `${formatTable(['task', 'tenth', 'ms a picture', 'rss MB', 'heap MB'], rows)}\n`,
);

/** BMPs of 8×8 pixels, each of a colour of its own, in two classes. */
function writePictures(into: string, count: number): void {
  for (const label of ['Female', 'Male']) mkdirSync(join(into, label), { recursive: true });
  for (let number = 0; number < count; number += 1) {
    const bytes = Buffer.alloc(54 + 8 * 8 * 3);
    bytes.write('BM', 'latin1');
    for (const [at, value] of [
      [2, bytes.length],
      [10, 54],
      [14, 40],
      [18, 8],
      [22, 8],
    ] as const) {
      bytes.writeUInt32LE(value, at);
    }
    bytes.writeUInt16LE(1, 26);
    bytes.writeUInt16LE(24, 28);
    for (let pixel = 54; pixel < bytes.length; pixel += 3) bytes.writeUIntLE(number, pixel, 3);
    writeFileSync(join(into, number % 2 === 0 ? 'Female' : 'Male', `${number}.bmp`), bytes);
  }
}

async function extract(dataRoot: string, progress: ProgressReporter): Promise<void> {
  const backbone = new NetworkBackbone(randomBackbone(quickScale.network));
  await using _ = await extractFeatures({
    listing: await listSplit(join(dataRoot, 'Many', 'train')),
    backbone,
    preprocessing: choosePreprocessing(backbone),
    engine: await selectEngine({ name: 'onnxruntime' }),
    output: join(dataRoot, 'features', 'Many_train.npy'),
    progress,
  });
}

/** Adds a row to the table for each tenth of a task. */
function tenths(): ProgressReporter {
  return {
    start: ({ label, total = 0 }) => {
      const size = total / 10;
      let done = 0;
      let tenth = 1;
      let since = performance.now();
      return {
        advance: (units) => {
          done += units;
          if (done < tenth * size) return;
          const now = performance.now();
          rows.push(row(label, String(tenth), now - since, size));
          process.stderr.write(`${rows.at(-1)?.join('  ') ?? ''}\n`);
          tenth += 1;
          since = now;
        },
        stop: () => undefined,
      };
    },
  };
}

function row(task: string, tenth: string, milliseconds: number, pictures: number): string[] {
  const { rss, heapUsed } = process.memoryUsage();
  const [each, resident, heap] = [milliseconds / pictures, rss / 1e6, heapUsed / 1e6];
  return [task, tenth, each.toFixed(3), resident.toFixed(0), heap.toFixed(0)];
}
