import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { required, silentLogger, zip } from '@gender/core';
import { withLock } from '@gender/core/node';
import {
  describeStore,
  mergeShards,
  openExtraction,
  openFeatureStore,
  storesOf,
  type ExtractedDataset,
  type ExtractedStore,
} from '@gender/features';
import {
  planRun,
  planStores,
  type PlannedRun,
  type PlanOptions,
  type RetryOptions,
} from './plan-run.js';
import { connect } from './redis.js';
import { findPart, wayOf, type PartFiles } from './run.js';
import { openStorage } from './storage/open-storage.js';
import type { PartStorage } from './storage/part-storage.js';
import { makeParts } from './make-parts.js';

export interface ExtractThroughQueueOptions extends PlanOptions, RetryOptions {
  /** Address of the Redis server, `redis://host:6379`. */
  queue: string;
  /** Where parts are put: a folder that all machines share, or `s3://bucket/prefix`; default: `<dataRoot>/features/parts`. */
  storage?: string | undefined;
}

/**
 * Extracts the features of a dataset by workers on any number of machines: divides it into parts,
 * enqueues those that the storage lacks, waits until all are there, and joins them to the bytes that
 * `extractDataset` would have written. Called again after it was interrupted, it goes on with what
 * there is.
 *
 * @throws QueueError (`QUEUE_SHARDS`) when parts failed for good, once all others are made; names them with
 *   their reasons. (`QUEUE_PACKAGE`, `QUEUE_REDIS`, `QUEUE_STORAGE`) when there is no queue to work with.
 * @throws as `extractDataset`, for what is wrong here already.
 */
export async function extractThroughQueue(
  options: ExtractThroughQueueOptions,
): Promise<ExtractedDataset> {
  const { dataRoot, dataset, precision } = options;
  const extraction = await openExtraction(options);
  const { quantized } = extraction;
  const lock = join(dataRoot, 'features', `${dataset}.queue`);
  const paths = await withLock(lock, options, async () => {
    const stores = await planStores(options, extraction);
    const isOpen = stores.some(({ open }) => open !== undefined);
    if (isOpen) await extractRun(options, planRun(options, extraction, stores));
    return stores.map(({ path }) => path);
  });
  const made: ExtractedStore[] = [];
  for (const [names, path] of zip(storesOf(options), paths)) {
    await using store = await openFeatureStore(path);
    made.push({ ...names, ...(quantized && { precision }), ...describeStore(store) });
  }
  return { stores: made, ...(quantized && { quantized: quantized.path }) };
}

async function extractRun(options: ExtractThroughQueueOptions, planned: PlannedRun): Promise<void> {
  const { logger = silentLogger } = options;
  const storage = await openStorage(options);
  await using connection = await connect(options.queue, logger);
  for (;;) {
    await makeParts(planned, { ...options, connection, storage });
    const files = await foundParts(planned, storage);
    try {
      if (files !== undefined) {
        await joinParts(options, planned, storage, files);
        break;
      }
    } catch (cause) {
      if ((await foundParts(planned, storage)) !== undefined) throw cause;
    }
    logger.warn(
      `another machine joined the parts of this run and removed them from ${storage.name}; they are made again`,
    );
  }
  await storage.remove(planned.name);
}

/** The files of all parts; nothing where one of them is not there. */
async function foundParts(
  { name, jobs }: PlannedRun,
  storage: PartStorage,
): Promise<PartFiles[] | undefined> {
  const there = await storage.list(name);
  const files = jobs.map((job) => findPart(job, there)).filter((found) => found !== undefined);
  return files.length === jobs.length ? files : undefined;
}

async function joinParts(
  options: ExtractThroughQueueOptions,
  { name, run, jobs }: PlannedRun,
  storage: PartStorage,
  files: readonly PartFiles[],
): Promise<void> {
  const { dataRoot, dataset, versions, signal, progress, logger } = options;
  const into = await mkdtemp(join(dataRoot, 'features', `.${dataset}.parts-`));
  try {
    const names = files.flatMap(({ rows, record }) => [rows, record]);
    const folder = await storage.collect(name, names, into);
    const parts = zip(jobs, files).map(([{ store: index, part }, { rows }]) => {
      const store = required(run.stores[index], `store ${index}`);
      const shard = { part, of: store.parts };
      return { split: store.split, way: wayOf(run, store), shard, path: join(folder, rows) };
    });
    const common = { dataRoot, dataset, versions, signal, progress, logger };
    await mergeShards({ ...common, parts });
  } finally {
    await rm(into, { recursive: true, force: true });
  }
}
