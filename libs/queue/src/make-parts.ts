import { setTimeout as wait } from 'node:timers/promises';
import {
  required,
  silentLogger,
  silentProgress,
  type Logger,
  type ProgressReporter,
} from '@gender/core';
import { shardRange } from '@gender/features';
import type { Job as BullJob, Queue } from 'bullmq';
import type { PlannedRun, RetryOptions } from './plan-run.js';
import { QueueError } from './queue-error.js';
import { QUEUE_NAME, type Connection } from './redis.js';
import { findPart, jobName, RUN_FILE, type Job } from './run.js';
import type { PartStorage } from './storage/part-storage.js';
import { unlessAborted } from './unless-aborted.js';

export interface MakePartsOptions extends RetryOptions {
  connection: Connection;
  storage: PartStorage;
  signal?: AbortSignal | undefined;
  progress?: ProgressReporter | undefined;
  logger?: Logger | undefined;
}

const ATTEMPTS = 3;
const BACKOFF_MILLISECONDS = 5000;
/** Failed jobs that nobody came back for are forgotten after a week. */
const KEEP_FAILED_SECONDS = 7 * 24 * 3600;
/** Jobs that are sent to the server at once. */
const JOBS_AT_ONCE = 1000;
/** How often the storage is looked at; where looking takes long, less often. */
const POLL_MILLISECONDS = 500;
const POLL_SHARE = 20;
const QUIET_MILLISECONDS = 60_000;
/** Jobs that are looked for then, the first of those that are missing. */
const JOBS_LOOKED_FOR = 100;
/** Failed parts that a message names; of more it says how many. */
const MOST_NAMED = 8;

/**
 * Enqueues the parts of a run that the storage lacks, and waits until all of them are there. What counts is
 * the storage: a part is made when it lies there, whatever became of its job.
 *
 * @throws QueueError (`QUEUE_SHARDS`) when parts failed for good, once all others are made.
 */
export async function makeParts(planned: PlannedRun, options: MakePartsOptions): Promise<void> {
  const { connection, progress = silentProgress } = options;
  const queue = new connection.Queue<Job>(QUEUE_NAME, { connection: connection.redis });
  // Of connections that are lost and made again.
  queue.on('error', () => undefined);
  const parts = new OpenParts(planned, queue, options);
  const total = planned.run.stores.reduce((sum, store) => sum + store.total, 0);
  const initial = await parts.update();
  const task = progress.start({ label: 'extracting features', unit: 'images', total, initial });
  try {
    await parts.clearFailed();
    await parts.enqueue();
    await parts.wait((pictures) => {
      task.advance(pictures);
    });
  } finally {
    task.stop();
    await queue.close();
  }
}

/** The parts of a run that are not made. */
class OpenParts {
  readonly #planned: PlannedRun;
  readonly #queue: Queue<Job>;
  readonly #options: MakePartsOptions;
  readonly #logger: Logger;
  /** By the names of their jobs. */
  readonly #open: Map<string, Job>;
  /** Why parts failed, by the names of their jobs. */
  readonly #failed = new Map<string, string>();

  constructor(planned: PlannedRun, queue: Queue<Job>, options: MakePartsOptions) {
    this.#planned = planned;
    this.#queue = queue;
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    this.#open = new Map(planned.jobs.map((job) => [jobName(job), job]));
  }

  /**
   * Looks which parts have been made.
   *
   * @returns how many pictures the newly found ones have
   */
  async update(): Promise<number> {
    const files = await this.#options.storage.list(this.#planned.name);
    let pictures = 0;
    for (const [name, job] of this.#open) {
      if (findPart(job, files) === undefined) continue;
      this.#open.delete(name);
      this.#failed.delete(name);
      const store = this.#storeOf(job);
      const { first, end } = shardRange({ part: job.part, of: store.parts }, store.total);
      pictures += end - first;
    }
    return pictures;
  }

  /** Forgets how parts failed in an earlier call, so that they are tried again. */
  async clearFailed(): Promise<void> {
    for (const name of await this.#failedNames()) await this.#queue.remove(name);
  }

  /**
   * Describes the run for the workers, and adds the jobs of all open parts; those that are in the queue stay as they
   * are.
   */
  async enqueue(): Promise<void> {
    const { name, text } = this.#planned;
    if (this.#open.size > 0) await this.#options.storage.write(name, RUN_FILE, text);
    const { attempts = ATTEMPTS, backoffMilliseconds = BACKOFF_MILLISECONDS } = this.#options;
    const opts = {
      attempts,
      backoff: { type: 'exponential', delay: backoffMilliseconds },
      removeOnComplete: true,
      removeOnFail: { age: KEEP_FAILED_SECONDS },
    };
    const jobs = [...this.#open].map(([jobId, data]) => ({
      ...{ name: 'part', data, opts: { ...opts, jobId } },
    }));
    for (let start = 0; start < jobs.length; start += JOBS_AT_ONCE) {
      await unlessAborted(
        this.#queue.addBulk(jobs.slice(start, start + JOBS_AT_ONCE)),
        this.#options.signal,
      );
    }
  }

  /** @throws QueueError (`QUEUE_SHARDS`) */
  async wait(onMade: (pictures: number) => void): Promise<void> {
    const { quietMilliseconds = QUIET_MILLISECONDS } = this.#options;
    let quietSince = performance.now();
    while (this.#open.size > this.#failed.size) {
      const started = performance.now();
      const pictures = await this.update();
      onMade(pictures);
      await this.#noteFailed();
      const now = performance.now();
      if (pictures > 0) quietSince = now;
      if (now - quietSince > quietMilliseconds) {
        await this.#lookAfterJobs();
        quietSince = now;
      }
      if (this.#open.size === this.#failed.size) break;
      const pause = Math.max(POLL_MILLISECONDS, POLL_SHARE * (now - started));
      const { signal } = this.#options;
      await wait(pause, undefined, { signal }).catch(() => signal?.throwIfAborted());
    }
    if (this.#failed.size > 0) throw await this.#failure();
  }

  #storeOf({ store }: Job): PlannedRun['run']['stores'][number] {
    return required(this.#planned.run.stores[store], `store ${store} of the run`);
  }

  async #failedNames(): Promise<string[]> {
    const names = await unlessAborted(
      this.#queue.getRanges(['failed'], 0, -1),
      this.#options.signal,
    );
    return names.filter((name) => name.startsWith(`${this.#planned.name}-`));
  }

  /** Says once of each part that has failed for good why it did. */
  async #noteFailed(): Promise<void> {
    for (const name of await this.#failedNames()) {
      const job = this.#open.get(name);
      if (job === undefined || this.#failed.has(name)) continue;
      const found = await this.#queue.getJob(name);
      if (found === undefined) continue;
      const { name: store, parts } = this.#storeOf(job);
      const reason = `part ${job.part}/${parts} of ${store} ${describeFailure(found)}`;
      this.#failed.set(name, reason);
      this.#logger.warn(reason);
    }
  }

  /** Adds jobs that a server lost, as one that was started again without what it held. */
  async #lookAfterJobs(): Promise<void> {
    const first = [...this.#open.keys()].slice(0, JOBS_LOOKED_FOR);
    const states = await unlessAborted(
      Promise.all(first.map((name) => this.#queue.getJobState(name))),
      this.#options.signal,
    );
    if (states.includes('unknown')) {
      this.#logger.warn('the queue has lost parts of this run; they are enqueued again');
      await this.enqueue();
    } else if (!states.includes('active')) {
      this.#logger.warn('no worker has a part of this run');
    }
  }

  async #failure(): Promise<QueueError> {
    const reasons = [...this.#failed.values()];
    await this.clearFailed();
    const named = reasons.slice(0, MOST_NAMED);
    if (reasons.length > named.length) named.push(`and ${reasons.length - named.length} more`);
    return new QueueError(
      'QUEUE_SHARDS',
      `${reasons.length} of ${this.#planned.jobs.length} parts failed; the others are kept in ${this.#options.storage.name}: ${named.join('; ')}`,
    );
  }
}

/** BullMQ's words for a job whose workers were killed or lost their connection again and again. */
const STALLED = 'job stalled more than allowable limit';

function describeFailure({
  failedReason,
  attemptsMade,
  processedBy,
  stalledCounter,
}: BullJob): string {
  if (failedReason === STALLED) return `ended ${stalledCounter} workers without a word`;
  return `failed in attempt ${attemptsMade} (${processedBy}): ${failedReason}`;
}
