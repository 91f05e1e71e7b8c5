import { fitHead } from '@gender/classifier';
import type { FeatureStore } from '@gender/features';
import { storeInMemory, storeOnDisk } from '../fixtures/feature-stores.js';
import { randomHead } from '../fixtures/networks.js';
import { BATCH_SIZE } from '../fixtures/training.js';
import type { Contest, Pair } from '../harness/pair.js';
import type { Workbench } from '../workbench.js';

/** An epoch over rows that are read from disk, against the same epoch over rows in memory. */
export const epochDiskPair: Pair = {
  name: 'epoch-disk',
  baseline: 'memory',
  unit: 's',
  bar: '≤ 1.1',
  prepare,
};

async function prepare(bench: Workbench): Promise<Contest> {
  const disk = await storeOnDisk(bench, 'rows', bench.scale.rows);
  const memory = await storeInMemory(disk);
  await using validationOnDisk = await storeOnDisk(bench, 'validation', BATCH_SIZE);
  const validation = await storeInMemory(validationOnDisk);
  return {
    ours: () => epochSeconds(bench, disk, validation),
    theirs: () => epochSeconds(bench, memory, validation),
    [Symbol.asyncDispose]: () => disk[Symbol.asyncDispose](),
  };
}

/** Without the time to set the trainer up. */
async function epochSeconds(
  bench: Workbench,
  train: FeatureStore,
  validation: FeatureStore,
): Promise<number> {
  const { epochs } = await fitHead({
    head: randomHead(bench),
    train,
    validation,
    weights: bench.path('epoch.h5'),
    epochs: 1,
    seed: 0,
    threads: bench.threads,
  });
  return epochs[0]?.seconds ?? Number.NaN;
}
