// What the queue alone costs: workers that take parts and compute nothing.
// node --import tsx --conditions=@gender/source tools/bench/src/queue-load.ts [--workers 1000] [--parts 33000]
import { Console } from 'node:console';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { required } from '@gender/core';
import { sha256 } from '@gender/core/node';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { positiveInteger, readFlags } from '@gender/testing/flags';
import { startRedis } from '@gender/testing/redis-server';
import * as z from 'zod';

const NAME = 'gender-extract';
/** As many jobs at once as `extractThroughQueue` sends. */
const JOBS_AT_ONCE = 1000;

const flags = readFlags({
  usage: 'queue-load.ts [--workers 1000] [--parts 33000]',
  schema: z.object({
    workers: positiveInteger.default(1000),
    parts: positiveInteger.default(33_000),
  }),
});
const { workers: workerCount, parts: partCount } = flags;
const terminal = new Console(process.stdout, process.stderr);
const folder = mkdtempSync(join(tmpdir(), 'gender-queue-load-'));
try {
  await using server = await startRedis(folder);
  const connect = (): Redis => new Redis(server.url, { maxRetriesPerRequest: null });
  const redis = connect();
  const queue = new Queue(NAME, { connection: redis });
  await queue.waitUntilReady();
  const empty = await stateOf(redis);
  await enqueue(queue);
  const full = await stateOf(redis);
  const workers = await work(queue, connect);
  const done = await stateOf(redis);
  for (const { worker, redis: own } of workers) {
    await worker.close();
    own.disconnect();
  }
  await queue.close();
  redis.disconnect();
  const perPart = (from: State, to: State): number =>
    (1e6 * (to.processor - from.processor)) / partCount;
  terminal.table({
    'bytes of Redis a waiting part': Math.round((full.memory - empty.memory) / partCount),
    'MB of Redis, nothing in it': empty.memory / 1e6,
    'MB of Redis, all parts waiting': full.memory / 1e6,
    'MB of Redis, all parts made, workers connected': done.memory / 1e6,
    'MB of Redis, at most': done.peak / 1e6,
    'processor time of Redis to enqueue a part, µs': perPart(empty, full),
    'processor time of Redis to hand out and finish a part, µs': perPart(full, done),
    'parts a second of one core of Redis': Math.round(1e6 / perPart(empty, done)),
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Jobs of the size that they have. */
async function enqueue(queue: Queue): Promise<void> {
  const run = sha256('run').slice(0, 16);
  const opts = {
    ...{ attempts: 3, backoff: { type: 'exponential', delay: 5000 } },
    ...{ removeOnComplete: true, removeOnFail: { age: 7 * 24 * 3600 } },
  };
  for (let start = 1; start <= partCount; start += JOBS_AT_ONCE) {
    const count = Math.min(JOBS_AT_ONCE, partCount - start + 1);
    const jobs = Array.from({ length: count }, (_, index) => {
      const part = start + index;
      const pictures = sha256(String(part));
      const jobId = `${run}-0-${part}-${pictures.slice(0, 12)}-fail`;
      const data = { run, store: 0, part, pictures, onBad: 'fail' };
      return { name: 'part', data, opts: { ...opts, jobId } };
    });
    await queue.addBulk(jobs);
  }
}

/** A worker with connections of its own. */
interface Connected {
  readonly worker: Worker;
  readonly redis: Redis;
}

/** Lets workers take all parts. */
async function work(queue: Queue, connect: () => Redis): Promise<Connected[]> {
  let done = 0;
  const { promise, resolve } = deferred();
  const take = (): Promise<number> => {
    done += 1;
    if (done === partCount) resolve();
    return Promise.resolve(1000);
  };
  const workers = Array.from({ length: workerCount }, (_, index) => {
    const redis = connect();
    const options = { connection: redis, name: `worker ${index}`, concurrency: 1 };
    return { redis, worker: new Worker(NAME, take, options) };
  });
  await promise;
  while ((await queue.getActiveCount()) > 0);
  return workers;
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Memory in bytes and processor time in seconds, as the server counts them. */
interface State {
  readonly memory: number;
  readonly peak: number;
  readonly processor: number;
}

async function stateOf(redis: Redis): Promise<State> {
  const info = await redis.info();
  const figure = (name: string): number =>
    Number(required(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1], name));
  return {
    memory: figure('used_memory'),
    peak: figure('used_memory_peak'),
    processor: figure('used_cpu_user') + figure('used_cpu_sys'),
  };
}
