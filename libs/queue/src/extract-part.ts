import { extractSplit, listedPictures } from '@gender/features';
import { checkRecord, mismatch, type PreparedRun } from './prepare-run.js';
import { QueueError } from './queue-error.js';
import { findPart, hashPictures, partFiles, type Job } from './run.js';
import type { PartStorage } from './storage/part-storage.js';

/** Where a part is made, and how its making is ended. */
export interface ExtractPartOptions {
  /** A folder of this worker alone. */
  folder: string;
  /** Ends it within a batch. */
  signal?: AbortSignal | undefined;
}

/**
 * Makes a part and puts it into the storage, unless it is there. It is put there only when what was read of
 * the pictures, while they were computed, is what the job says.
 *
 * @returns how many pictures it has; 0 where it was there
 * @throws QueueError (`QUEUE_MISMATCH`) when the pictures hold something else here; (`QUEUE_JOB`) when
 *   the run has no such part.
 * @throws FeaturesError (`FEATURES_PICTURES`) when pictures cannot be read; as `extractSplit`.
 */
export async function extractPart(
  job: Job,
  { name, run, extraction }: PreparedRun,
  storage: PartStorage,
  { folder, signal }: ExtractPartOptions,
): Promise<number> {
  const { part, onBad } = job;
  const store = run.stores[job.store];
  if (store === undefined || part > store.parts) {
    throw new QueueError('QUEUE_JOB', `run ${name} has no part ${part} of store ${job.store}`);
  }
  if (findPart(job, await storage.list(name)) !== undefined) return 0;
  const { split, augment, parts: of } = store;
  const names = { split, augment, shard: { part, of }, storeRoot: folder, onBad };
  // What there is to say of the dataset was said when the run was prepared.
  const options = { ...extraction.common, ...names, signal, logger: undefined };
  await using made = await extractSplit(options);
  const { record, path } = made;
  checkRecord(run, store, part, record);
  const pictures = listedPictures(record);
  if (hashPictures(pictures) !== job.pictures) {
    throw mismatch(run, `has other pictures in part ${part}/${of} of ${store.name}`);
  }
  const files = partFiles(job, record.skipped !== undefined);
  await storage.put(name, files.rows, path);
  await storage.put(name, files.record, path.replace(/\.npy$/, '.json'));
  return pictures.length;
}
