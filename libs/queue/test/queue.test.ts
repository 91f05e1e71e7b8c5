import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { silentLogger, type Logger } from '@gender/core';
import type { SplitName } from '@gender/dataset';
import { extractDataset } from '@gender/features';
import { writeKerasModel } from '@gender/keras';
import {
  hasRedis,
  serveBucket,
  solidPicture,
  startRedis,
  temporaryFolder,
  tinyBackbone,
  writeColourDataset,
  type RedisServer,
} from '@gender/testing';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  extractThroughQueue,
  QueueError,
  workOnQueue,
  type ExtractThroughQueueOptions,
  type WorkOnQueueOptions,
} from '../src/index.js';

const inFolder = temporaryFolder();
const dataset = 'faces';
const backbone = 'VGG_Face_pretrained_descriptor.h5';
const splits = ['train', 'validation'] as const satisfies SplitName[];
/** What the stores of a split hold, rows and record. */
const stored = (dataRoot: string, split: SplitName = 'train'): Buffer[] =>
  [`${dataset}_${split}.npy`, `${dataset}_${split}.json`].map((file) =>
    readFileSync(join(dataRoot, 'features', file)),
  );

beforeEach(async () => {
  writeColourDataset(inFolder('data', dataset), 5);
  await writeKerasModel(inFolder('models', backbone), tinyBackbone());
});

/** A place in the training split, and the name that it has in messages. */
const trainPicture = (number: number, root = 'data'): string => {
  const folder = inFolder(root, dataset, 'train', 'Male');
  return join(folder, readdirSync(folder).sort()[number]!);
};

describe.skipIf(!hasRedis)('with a Redis server', () => {
  let folder: string;
  let server: RedisServer;
  /** What one process makes of the same pictures with the same network, by splits. */
  let alone: Readonly<Record<(typeof splits)[number], Buffer[]>>;
  let ending: AbortController;
  let working: Promise<unknown>[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gender-redis-'));
    server = await startRedis(folder);
    writeColourDataset(join(folder, dataset), 5);
    await writeKerasModel(join(folder, backbone), tinyBackbone());
    const paths = { dataRoot: folder, backbone: join(folder, backbone) };
    await extractDataset({ ...paths, dataset, splits });
    alone = { train: stored(folder), validation: stored(folder, 'validation') };
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    ending = new AbortController();
    working = [];
  });
  afterEach(async () => {
    ending.abort();
    await Promise.allSettled(working);
    const redis = new Redis(server.url);
    await redis.flushall();
    await redis.quit();
  });

  const paths = (root: string): Pick<ExtractThroughQueueOptions, 'dataRoot' | 'backbone'> => ({
    ...{ dataRoot: inFolder(root), backbone: inFolder('models', backbone) },
  });
  const extract = (change: Partial<ExtractThroughQueueOptions> = {}) =>
    extractThroughQueue({
      ...{ ...paths('data'), dataset, splits: ['train'], queue: server.url, picturesPerPart: 4 },
      ...{ backoffMilliseconds: 20, signal: ending.signal, ...change },
    });
  /** Starts a worker that lives until the end of the test; what it ends in. */
  const work = (change: Partial<WorkOnQueueOptions> = {}) => {
    const done = workOnQueue({
      ...{ dataRoot: inFolder('data'), models: inFolder('models'), queue: server.url },
      ...{ workFolder: inFolder('work'), signal: ending.signal, ...change },
    });
    working.push(done);
    done.catch(() => undefined);
    return done;
  };

  it('joins what two workers make to the bytes of one process, and leaves nothing', async () => {
    await cp(inFolder('data'), inFolder('other'), { recursive: true });
    const elsewhere = { dataRoot: inFolder('other'), storage: inFolder('data/features/parts') };
    const workers = [work(), work(elsewhere)];
    const { stores: made } = await extract({ splits });
    expect(made).toEqual(
      splits.map((split) => ({
        ...{ split, path: inFolder('data', 'features', `${dataset}_${split}.npy`) },
        ...{ shape: [10, 4, 4, 5], augment: undefined },
      })),
    );
    for (const split of splits) expect(stored(inFolder('data'), split)).toEqual(alone[split]);
    expect(existsSync(inFolder('data', 'features', 'parts'))).toBe(false);
    const queue = new Queue('gender-extract', { connection: { url: server.url } });
    expect(Object.values(await queue.getJobCounts()).every((count) => count === 0)).toBe(true);
    await queue.close();
    ending.abort(new Error('the end'));
    for (const worker of workers) await expect(worker).rejects.toThrow('the end');
    expect(readdirSync(inFolder('work'))).toEqual([]);
    // What is up to date needs no server.
    const again = await extractThroughQueue({
      ...{ ...paths('data'), dataset, queue: 'redis://127.0.0.1:1' },
    });
    expect(again).toEqual({ stores: made });
  });

  it('makes parts again that another machine joined and removed before they were joined here', async () => {
    const storage = inFolder('parts');
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
    let rounds = 0;
    const progress = {
      start: ({ label }: { label: string }) => ({
        advance: () => undefined,
        // when all parts are there: the last moment at which they can go
        stop: () => {
          if (label !== 'extracting features') return;
          rounds += 1;
          if (rounds === 1) rmSync(storage, { recursive: true });
        },
      }),
    };
    void work({ storage });
    await extract({ storage, logger, progress });
    expect(warnings).toEqual([
      `another machine joined the parts of this run and removed them from ${storage}; they are made again`,
    ]);
    expect(stored(inFolder('data'))).toEqual(alone.train);
  });

  it('joins parts that workers put into a bucket, and leaves nothing there', async () => {
    await using bucket = await serveBucket(inFolder('objects'));
    for (const [name, value] of Object.entries(bucket.environment)) vi.stubEnv(name, value);
    const storage = `${bucket.address}/parts`;
    void work({ storage });
    await extract({ storage });
    vi.unstubAllEnvs();
    expect(stored(inFolder('data'))).toEqual(alone.train);
    expect(readdirSync(inFolder('objects', 'gender-test'))).toEqual([]);
    const left = readdirSync(inFolder('data', 'features'));
    expect(left.filter((name) => !name.startsWith(`${dataset}_train.`))).toEqual([]);
  });

  it('hands on how pictures are fed, computed and changed', async () => {
    const choices = {
      preprocessing: { mode: 'rescale', resampling: 'bilinear' },
      augment: 'flip',
      picturesPerPart: 10,
    } as const;
    void work({ backbone: inFolder('models', backbone), models: inFolder('nowhere') });
    const { stores: made } = await extract(choices);
    const files = made.map(({ path }) => readFileSync(path));
    expect(files).toHaveLength(2);
    rmSync(inFolder('data', 'features'), { recursive: true });
    await extractDataset({ ...paths('data'), dataset, splits: ['train'], ...choices });
    expect(made.map(({ path }) => readFileSync(path))).toEqual(files);
  });

  it('workers that have something else refuse and end, and another makes their parts', async () => {
    const storage = inFolder('data', 'features', 'parts');
    const unfit = async (root: string, words: RegExp, own: string = backbone): Promise<void> => {
      const dataRoot = inFolder(root);
      const refusing = work({ dataRoot, storage, backbone: inFolder('models', own) });
      await expect(refusing).rejects.toMatchObject({
        ...{ name: 'QueueError', code: 'QUEUE_MISMATCH' },
        message: expect.stringMatching(words) as string,
      });
    };
    for (const root of ['more', 'changed']) {
      await cp(inFolder('data'), inFolder(root), { recursive: true });
    }
    const another = solidPicture(8, 8, [9, 9, 9]);
    writeFileSync(inFolder('more', dataset, 'train', 'Male', '9.bmp'), another);
    writeFileSync(trainPicture(0, 'changed'), another);
    await writeKerasModel(inFolder('models', 'other.h5'), tinyBackbone(2));

    // One attempt for each worker that refuses a part, and one for the worker that makes it.
    const extracted = extract({ attempts: 4, backoffMilliseconds: 1 });
    extracted.catch(() => undefined);
    await unfit('data', /layers or weights of the network/, 'other.h5');
    await unfit('more', /names of the pictures/);
    await unfit('changed', /other pictures in part 2\/3 of faces_train/);
    void work();
    await extracted;
    expect(stored(inFolder('data'))).toEqual(alone.train);
  });

  it('says that storages differ', async () => {
    const extracted = extract();
    extracted.catch(() => undefined);
    const lost = work({ storage: inFolder('nowhere') });
    await expect(lost).rejects.toMatchObject({ code: 'QUEUE_STORAGE' });
    ending.abort(new Error('the end'));
    await expect(extracted).rejects.toThrow('the end');
  });

  it('reports a part with a bad picture once, keeps the others, and goes on from them', async () => {
    const bad = trainPicture(2);
    const good = readFileSync(bad);
    writeFileSync(bad, 'no picture');
    const warnings: string[] = [];
    const warn = (message: string): void => void warnings.push(message);
    const logger: Logger = { debug: () => undefined, info: () => undefined, warn };
    const worker = work();
    const failure: unknown = await extract({ logger }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(QueueError);
    expect(failure).toMatchObject({
      code: 'QUEUE_SHARDS',
      message: expect.stringMatching(
        /^1 of 3 parts failed; the others are kept in .*: part 3\/3 of faces_train failed in attempt 1 .*: 1 of 4 pictures cannot be read.*$/,
      ) as string,
    });
    expect(warnings).toEqual([expect.stringContaining('part 3/3')]);

    const { stores: made } = await extract({ onBad: 'skip' });
    expect(made[0]).toMatchObject({ shape: [9, 4, 4, 5], skipped: 1 });
    writeFileSync(bad, good);
    await extract();
    expect(stored(inFolder('data'))).toEqual(alone.train);
    ending.abort(new Error('the end'));
    await expect(worker).rejects.toThrow('the end');
  });

  it('enqueues again what a server has lost, and ends a worker that has emptied the queue', async () => {
    const said: string[] = [];
    const warn = (text: string): void => void said.push(text);
    const logger: Logger = { debug: () => undefined, info: () => undefined, warn };
    const extracted = extract({ quietMilliseconds: 50, logger });
    const redis = new Redis(server.url);
    const waiting = (): Promise<number> => redis.llen('bull:gender-extract:wait');
    while ((await waiting()) < 3) await setTimeout(5);
    await redis.flushall();
    while ((await waiting()) < 3) await setTimeout(5);
    await redis.quit();
    expect(said).toContain('the queue has lost parts of this run; they are enqueued again');
    expect(await work({ untilEmpty: true })).toEqual({ parts: 3, pictures: 10 });
    await extracted;
    expect(stored(inFolder('data'))).toEqual(alone.train);
  });

  describe('when workers are killed', () => {
    /** Takes a part whenever there is one, and shows no sign of life then, as one that was killed. */
    const takeAndDie = async (times: number): Promise<void> => {
      const short = { lockDuration: 100, stalledInterval: 100, maxStalledCount: 3 };
      const killed = new Worker('gender-extract', null, {
        ...{ connection: { url: server.url }, ...short },
      });
      await killed.startStalledCheckTimer();
      for (let taken = 0; taken < times;) {
        const job = await killed.getNextJob('token', { block: false });
        if (job !== undefined) taken += 1;
        else await setTimeout(20);
      }
      await killed.close(true);
    };

    it('another makes their parts', async () => {
      const extracted = extract();
      await takeAndDie(2);
      void work({ lockMilliseconds: 300 });
      await extracted;
      expect(stored(inFolder('data'))).toEqual(alone.train);
    });

    it('a part that kills every worker is reported', async () => {
      const extracted = extract({ picturesPerPart: 10 });
      extracted.catch(() => undefined);
      await takeAndDie(4);
      void work({ lockMilliseconds: 300 });
      await expect(extracted).rejects.toMatchObject({
        code: 'QUEUE_SHARDS',
        message: expect.stringMatching(
          /part 1\/1 of faces_train ended 4 workers without a word$/,
        ) as string,
      });
    });
  });
});
