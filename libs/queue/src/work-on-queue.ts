import { mkdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { required, silentLogger, type Logger } from '@gender/core';
import { clearRemains, workNames } from '@gender/core/node';
import { FeaturesError } from '@gender/features';
import type { Job as BullJob, Queue, Worker } from 'bullmq';
import { extractPart } from './extract-part.js';
import { prepareRun, type PreparedRun, type WorkerOptions } from './prepare-run.js';
import { connect, QUEUE_NAME, type Connection } from './redis.js';
import { parseJob, type Job } from './run.js';
import { openStorage } from './storage/open-storage.js';
import type { PartStorage } from './storage/part-storage.js';
import { unlessAborted } from './unless-aborted.js';

export interface WorkOnQueueOptions extends WorkerOptions {
  /** Address of the Redis server, `redis://host:6379`. */
  queue: string;
  /** Where parts are put: what the run says; default: `<dataRoot>/features/parts`. */
  storage?: string | undefined;
  /** The folder for parts that are being made; default: that of the system for temporary files. */
  workFolder?: string | undefined;
  /** End when the queue is empty, in place of waiting for more. */
  untilEmpty?: boolean | undefined;
  /** How long a part is this worker's without a sign of life; default 30 000. */
  lockMilliseconds?: number | undefined;
}

/** What a worker has done. */
export interface WorkDone {
  parts: number;
  pictures: number;
}

const LOCK_MILLISECONDS = 30_000;
/** So many workers may be killed over one part before it has failed. */
const MOST_KILLED = 3;
const LOOK_MILLISECONDS = 1000;

/**
 * Takes parts from a queue and makes them, one at a time, until it is interrupted. A part that fails for its
 * pictures fails, and the next is taken; any other error is taken for this worker's own, fails one attempt of the
 * part, and ends the worker, so that a machine that is unfit does not fail part after part. An
 * interrupted worker gives its part back.
 *
 * @throws QueueError (`QUEUE_MISMATCH`) when a run cannot be worked on here; (`QUEUE_PACKAGE`, `QUEUE_REDIS`,
 *   `QUEUE_STORAGE`, `QUEUE_JOB`); the reason of the signal; as `extractDataset`.
 */
export async function workOnQueue(options: WorkOnQueueOptions): Promise<WorkDone> {
  const { workFolder = tmpdir() } = options;
  const storage = await openStorage(options);
  await using connection = await connect(options.queue, options.logger);
  const target = join(workFolder, 'gender-worker');
  await clearRemains(target);
  const names = workNames(target);
  const folder = names.part;
  await mkdir(folder, { recursive: true });
  try {
    const worker = new PartWorker(options, connection, storage, folder);
    return await worker.run();
  } finally {
    await rm(folder, { recursive: true, force: true });
    names.release();
  }
}

class PartWorker {
  readonly #options: WorkOnQueueOptions;
  readonly #connection: Connection;
  readonly #storage: PartStorage;
  readonly #folder: string;
  readonly #logger: Logger;
  readonly #done: WorkDone = { parts: 0, pictures: 0 };
  /** The run of the last part; the next is of the same one most of the time. */
  #prepared: PreparedRun | undefined;
  /** Aborted when another worker may have taken the part that is being made. */
  #lost = new AbortController();
  /** Aborted by what ends the worker. */
  readonly #ending = new AbortController();
  readonly #interruption: AbortSignal;

  constructor(
    options: WorkOnQueueOptions,
    connection: Connection,
    storage: PartStorage,
    folder: string,
  ) {
    this.#options = options;
    this.#connection = connection;
    this.#storage = storage;
    this.#folder = folder;
    this.#logger = options.logger ?? silentLogger;
    const { signal = new AbortController().signal } = options; // without one: never aborted
    this.#interruption = signal;
  }

  async run(): Promise<WorkDone> {
    const { lockMilliseconds: lockDuration = LOCK_MILLISECONDS, untilEmpty } = this.#options;
    const { Queue, Worker, redis: connection } = this.#connection;
    const queue = new Queue<Job>(QUEUE_NAME, { connection });
    const worker = new Worker<Job, number>(QUEUE_NAME, (job, token) => this.#take(job, token), {
      ...{ connection, lockDuration, stalledInterval: lockDuration, maxStalledCount: MOST_KILLED },
      ...{ name: `${hostname()}:${process.pid}`, concurrency: 1 },
    });
    this.#listen(queue, worker);
    const signal = AbortSignal.any([this.#interruption, this.#ending.signal]);
    try {
      while (!(untilEmpty && (await unlessAborted(isEmpty(queue), signal)))) {
        await wait(LOOK_MILLISECONDS, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
    } finally {
      await worker.close();
      await queue.close();
    }
    return this.#done;
  }

  /** What happens to the connection is told once; BullMQ and ioredis mend it. */
  #listen(queue: Queue<Job>, worker: Worker<Job, number>): void {
    let connected = true;
    this.#connection.redis.on('close', () => {
      if (connected) this.#logger.warn('the connection to Redis is lost; waiting for it');
      connected = false;
    });
    this.#connection.redis.on('ready', () => {
      if (!connected) this.#logger.info('connected to Redis again');
      connected = true;
    });
    const note = ({ message }: Error): void => {
      this.#logger.debug(message);
    };
    queue.on('error', note);
    worker.on('error', note);
    worker.on('lockRenewalFailed', () => {
      this.#logger.warn('another worker may have taken the part that is being made; it is left');
      this.#lost.abort();
    });
  }

  async #take(job: BullJob<Job, number>, token: string | undefined): Promise<number> {
    this.#lost = new AbortController();
    try {
      this.#ending.signal.throwIfAborted();
      const pictures = await this.#make(parseJob(job.data));
      this.#done.parts += 1;
      this.#done.pictures += pictures;
      return pictures;
    } catch (error) {
      if (this.#interruption.aborted || this.#ending.signal.aborted) {
        await job.moveToWait(token);
        throw new this.#connection.WaitingError();
      }
      if (this.#lost.signal.aborted) throw error;
      if (error instanceof FeaturesError && error.code === 'FEATURES_PICTURES') {
        this.#logger.warn(error.message);
        throw new this.#connection.UnrecoverableError(error.message);
      }
      this.#ending.abort(error);
      throw error;
    } finally {
      await rm(join(this.#folder, 'features'), { recursive: true, force: true });
    }
  }

  async #make(job: Job): Promise<number> {
    const { part, store } = job;
    if (this.#prepared?.name !== job.run) {
      this.#prepared = await prepareRun(job.run, this.#storage, this.#options);
    }
    const { run } = this.#prepared;
    const signal = AbortSignal.any([this.#interruption, this.#lost.signal]);
    const options = { folder: this.#folder, signal };
    const pictures = await extractPart(job, this.#prepared, this.#storage, options);
    const { name, parts } = required(run.stores[store], `store ${store}`);
    this.#logger.info(`part ${part}/${parts} of ${name}: ${pictures} pictures`);
    return pictures;
  }
}

async function isEmpty(queue: Queue): Promise<boolean> {
  const counts = await queue.getJobCounts('wait', 'active', 'delayed');
  return Object.values(counts).every((count) => count === 0);
}
