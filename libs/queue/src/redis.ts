import { silentLogger, type Logger } from '@gender/core';
import { reasonOf } from '@gender/core/node';
import type { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { load } from './load.js';
import { QueueError } from './queue-error.js';

/** The queue's name in Redis; keys begin with `bull:gender-extract`. */
export const QUEUE_NAME = 'gender-extract';

/** How long a server may take to answer at the start. */
const CONNECT_MILLISECONDS = 10_000;

/** From where BullMQ has no more than warnings to print for older servers. */
const OLDEST_SERVER = 6.2;

/** A connection to Redis, and the classes of BullMQ; ends with `await using`. */
export interface Connection extends AsyncDisposable {
  readonly redis: Redis;
  readonly Queue: typeof Queue;
  readonly Worker: typeof Worker;
  readonly WaitingError: new (message?: string) => Error;
  readonly UnrecoverableError: new (message?: string) => Error;
}

/**
 * Connects to a Redis server. Once connected, lost connections are made again, for as long as it takes.
 *
 * @param url - `redis://host:6379`, with user and password where they are needed; `rediss://` over TLS
 * @throws QueueError (`QUEUE_PACKAGE`) when BullMQ or ioredis is not installed, (`QUEUE_REDIS`) when the server
 *   cannot be reached or is unfit.
 */
export async function connect(url: string, logger: Logger = silentLogger): Promise<Connection> {
  const { Redis } = await load('ioredis', () => import('ioredis'));
  const bullmq = await load('bullmq', () => import('bullmq'));
  const { host } = new URL(url);
  const probe = new Redis(url, {
    ...{ lazyConnect: true, retryStrategy: null, connectTimeout: CONNECT_MILLISECONDS },
  });
  // Without a listener ioredis writes to standard error by itself; what is wrong is thrown below.
  let fault: unknown;
  probe.on('error', (error) => (fault = error));
  try {
    await probe.connect();
    checkServer(host, await probe.info(), logger);
  } catch (cause) {
    if (cause instanceof QueueError) throw cause;
    throw new QueueError(
      'QUEUE_REDIS',
      `cannot reach Redis at ${host}: ${reasonOf(fault ?? cause)}; start a server there, or check the address`,
      { cause: fault ?? cause },
    );
  } finally {
    probe.disconnect();
  }
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  const { Queue, Worker, WaitingError, UnrecoverableError } = bullmq;
  return {
    ...{ redis, Queue, Worker, WaitingError, UnrecoverableError },
    [Symbol.asyncDispose]: () => {
      redis.disconnect();
      return Promise.resolve();
    },
  };
}

/**
 * Checks what a server says of itself.
 *
 * @param info - its answer to INFO
 * @param logger - warned where the answer does not tell what becomes of jobs when its memory is full
 * @throws QueueError (`QUEUE_REDIS`) for one that is too old, or may drop jobs when its memory is full.
 */
export function checkServer(host: string, info: string, logger: Logger): void {
  const version = /^redis_version:(\d+\.\d+)/m.exec(info)?.[1];
  if (version !== undefined && Number(version) < OLDEST_SERVER) {
    throw new QueueError(
      'QUEUE_REDIS',
      `Redis at ${host} is of version ${version}; expected ${OLDEST_SERVER} or newer`,
    );
  }
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  if (policy === undefined) {
    logger.warn(
      `Redis at ${host} does not tell its maxmemory-policy; unless it is noeviction, shards are lost when its memory is full`,
    );
  } else if (policy !== 'noeviction') {
    throw new QueueError(
      'QUEUE_REDIS',
      `Redis at ${host} drops keys when its memory is full (maxmemory-policy ${policy}), and would lose shards; set it to noeviction`,
    );
  }
}
