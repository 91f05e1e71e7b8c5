import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { prepareDataset } from '@gender/dataset';
import { cropFolder } from '../fixtures/pictures.js';
import { UnavailableError, type Contest, type Pair } from '../harness/pair.js';
import { secondsOf } from '../harness/seconds-of.js';
import type { Workbench } from '../workbench.js';

/** Checking, splitting, copying and hashing pictures, against `cp -r` and `sha256sum` of them. */
export const preparePair: Pair = {
  name: 'prepare',
  baseline: 'cp+sha256sum',
  unit: 'files/s',
  bar: '≥ 0.7',
  prepare,
};

async function prepare(bench: Workbench): Promise<Contest> {
  await requireTools();
  const { files: count } = bench.scale;
  const source = await cropFolder(bench, count);
  const [dataRoot, copy] = [bench.path('prepared'), bench.path('copied')];
  const rate = async (target: string, work: () => Promise<unknown>): Promise<number> => {
    await rm(target, { recursive: true, force: true });
    return count / (await secondsOf(work));
  };
  return {
    ours: () =>
      rate(dataRoot, () => prepareDataset({ source, dataRoot, dataset: 'Crops', seed: 0 })),
    theirs: () =>
      rate(copy, () =>
        shell('cp -r "$1" "$2" && find "$2" -type f -exec sha256sum {} +', source, copy),
      ),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function requireTools(): Promise<void> {
  await shell('command -v cp find sha256sum').catch((cause: unknown) => {
    throw new UnavailableError('needs the commands cp, find and sha256sum', { cause });
  });
}

/** A hash and a name for each file are printed. */
const LARGEST_OUTPUT = 1 << 26;

async function shell(script: string, ...args: string[]): Promise<void> {
  await promisify(execFile)('sh', ['-c', script, 'sh', ...args], { maxBuffer: LARGEST_OUTPUT });
}
