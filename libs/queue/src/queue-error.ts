import { GenderError } from '@gender/core';

/**
 * Why work through a queue cannot be done: `QUEUE_PACKAGE` (a package that talks to Redis or to a bucket is
 * not installed), `QUEUE_REDIS` (the server cannot be reached, or is unfit), `QUEUE_STORAGE` (the storage
 * of parts cannot be used, or lacks what should be there), `QUEUE_JOB` (a job was not made by this version),
 * `QUEUE_MISMATCH` (dataset, network, engine or preprocessing of a worker are not those of the run),
 * `QUEUE_SHARDS` (shards failed for good).
 */
export type QueueErrorCode =
  | 'QUEUE_PACKAGE'
  | 'QUEUE_REDIS'
  | 'QUEUE_STORAGE'
  | 'QUEUE_JOB'
  | 'QUEUE_MISMATCH'
  | 'QUEUE_SHARDS';

/** Work cannot be spread over machines, or not be done for one of them. */
export class QueueError extends GenderError<QueueErrorCode> {
  override readonly name = 'QueueError';
}
