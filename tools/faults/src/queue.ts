// Extraction by workers that are killed and paused, with a server that is started again:
// npm run test:queue -- [--pictures 480] [--part-size 20] [--storage s3://bucket/prefix] [--measure]
import { spawn } from 'node:child_process';
import { Console } from 'node:console';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { required } from '@gender/core';
import { sha256 } from '@gender/core/node';
import { bundleProgram, startRedis, writeColourDataset, type RedisServer } from '@gender/testing';
import { Queue, type Job } from 'bullmq';
import { Redis } from 'ioredis';
import { positiveInteger, readFlags } from '@gender/testing/flags';
import * as z from 'zod';
import { runWhole } from './run-program.js';

/** After so long a paused worker has lost its part: the lock of 30 s, and the look after it. */
const PAUSE_MILLISECONDS = 75_000;
const POLL_MILLISECONDS = 20;

const flags = readFlags({
  usage:
    'npm run test:queue -- [--pictures 480] [--part-size 20] [--storage s3://bucket/prefix] [--measure]',
  switches: ['measure'],
  schema: z.object({
    pictures: positiveInteger.default(480),
    'part-size': positiveInteger.default(20),
    storage: z.string().optional(),
    measure: z.boolean().default(false),
  }),
});
const terminal = new Console(process.stdout, process.stderr);
const folder = mkdtempSync(join(tmpdir(), 'gender-queue-'));
const trainer = await bundleProgram(new URL('../../../apps/trainer/src/main.ts', import.meta.url));
const network = fileURLToPath(new URL('../../../models/demo/vgg_face_demo.mat', import.meta.url));
const extraction = ['extract', '--dataset=Faces', '--split=train', '--threads=1'];
const storage = flags.storage === undefined ? [] : [`--storage=${flags.storage}`];
const features = join(folder, 'data/features');

try {
  writeColourDataset(join(folder, 'data/Faces'), flags.pictures / 2);
  await runWhole(folder, [
    ...(['gender-convert', 'convert', network] as const),
    'models/VGG_Face_pretrained_descriptor.h5',
  ]);
  mkdirSync(join(folder, 'redis'));
  await using server = await startRedis(join(folder, 'redis'));
  terminal.table(flags.measure ? await measure(server) : await disturb(server));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A run of the trainer. */
interface Run {
  readonly pid: number;
  readonly stderr: () => string;
  /** Its exit code, and its processor time in seconds. */
  readonly ended: Promise<{ exitCode: number | null; processor: number }>;
}

function start(...words: readonly string[]): Run {
  // The shell tells the processor time of what it ran; `exec` would keep it from doing so.
  const script = 'TIMEFORMAT="processor %U %S"; time { "$@" & echo "pid $!" >&2; wait $!; }';
  const argv = ['-c', script, '--', process.execPath, trainer, ...words];
  const child = spawn('bash', argv, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return {
    get pid() {
      return Number(required(/^pid (\d+)$/m.exec(stderr)?.[1], 'the process of a run'));
    },
    stderr: () => stderr,
    ended: new Promise((resolve) => {
      child.on('close', (exitCode) => {
        const [, user, system] = /^processor (\S+) (\S+)$/m.exec(stderr) ?? [];
        resolve({ exitCode, processor: Number(user) + Number(system) });
      });
    }),
  };
}

async function run(...words: readonly string[]): Promise<number> {
  const { ended, stderr } = start(...words);
  const { exitCode, processor } = await ended;
  if (exitCode !== 0) throw new Error(`${words.join(' ')} ended with ${exitCode}: ${stderr()}`);
  return processor;
}

function startWorker({ url }: RedisServer): Run {
  const words = ['--threads=1', '--until-empty', '--work-folder=work', ...storage];
  return start('worker', `--queue=${url}`, ...words);
}

function startQueue({ url }: RedisServer): Run {
  return start(...extraction, `--queue=${url}`, `--part-size=${flags['part-size']}`, ...storage);
}

/** What the store holds, rows and record; the store is removed. */
function takeStore(): string {
  const files = ['Faces_train.npy', 'Faces_train.json'].map((name) => join(features, name));
  const hash = sha256(Buffer.concat(files.map((file) => readFileSync(file))));
  rmSync(features, { recursive: true });
  return hash;
}

/** Two workers of four killed, one paused past its lock, the server started again. */
async function disturb(server: RedisServer): Promise<object> {
  await run(...extraction);
  const whole = takeStore();
  const queued = startQueue(server);
  await using looker = lookInto(server);
  const { queue } = looker;
  while ((await queue.getWaitingCount()) === 0) await setTimeout(POLL_MILLISECONDS);
  const workers = Array.from({ length: 4 }, () => startWorker(server));
  const [first, second, paused, last] = workers as [Run, Run, Run, Run];
  for (const killed of [first, second]) {
    await atWork(queue, killed);
    process.kill(killed.pid, 'SIGKILL');
  }
  await atWork(queue, paused);
  process.kill(paused.pid, 'SIGSTOP');
  await atWork(queue, last);
  await server.stop();
  await setTimeout(1000);
  await server.start();
  const resumed = setTimeout(PAUSE_MILLISECONDS).then(() => process.kill(paused.pid, 'SIGCONT'));
  const endings = [queued.ended, last.ended, paused.ended, resumed] as const;
  const [{ exitCode }] = await Promise.all(endings);
  const made = workers.flatMap((worker) => worker.stderr().match(/^part .* pictures$/gm) ?? []);
  return {
    'same bytes as one process': exitCode === 0 && takeStore() === whole,
    parts: Math.ceil(flags.pictures / flags['part-size']),
    'parts that workers told of': made.length,
    'of them twice': made.length - new Set(made).size,
    'locks that were lost': (paused.stderr().match(/another worker may have taken/g) ?? []).length,
    'exit code': exitCode,
  };
}

/** The queue as this process sees it. */
function lookInto({ url }: RedisServer): AsyncDisposable & { readonly queue: Queue } {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  const queue = new Queue('gender-extract', { connection: redis });
  queue.on('error', () => undefined);
  return {
    queue,
    [Symbol.asyncDispose]: async () => {
      await queue.close();
      redis.disconnect();
    },
  };
}

/** Waits until a worker is in the middle of a part. */
async function atWork(queue: Queue, worker: Run): Promise<Job> {
  for (;;) {
    await setTimeout(POLL_MILLISECONDS);
    if (!/^pid \d+$/m.test(worker.stderr())) continue;
    const name = `${hostname()}:${worker.pid}`;
    const job = (await queue.getActive()).find(({ processedBy }) => processedBy === name);
    if (job !== undefined) return job;
  }
}

/** Processor time of plain parts, and of the same by 1, 2 and 4 workers, in seconds. */
async function measure(server: RedisServer): Promise<object> {
  const of = Math.ceil(flags.pictures / flags['part-size']);
  let plain = 0;
  for (let part = 1; part <= of; part += 1) {
    plain += await run(...extraction, `--shard=${part}/${of}`);
  }
  plain += await run('merge', '--dataset=Faces');
  const whole = takeStore();
  const rows: Record<string, object> = { 'plain parts and merge': { processor: plain } };
  for (const count of [1, 2, 4]) {
    const queued = startQueue(server);
    const workers: Run[] = [];
    await using looker = lookInto(server);
    const { queue } = looker;
    while ((await queue.getWaitingCount()) < of) await setTimeout(POLL_MILLISECONDS);
    for (let each = 0; each < count; each += 1) workers.push(startWorker(server));
    const endings = await Promise.all([queued, ...workers].map(({ ended }) => ended));
    const processor = endings.reduce((sum, ending) => sum + ending.processor, 0);
    const same = takeStore() === whole;
    rows[`${count} workers and extract --queue`] = { processor, ratio: processor / plain, same };
  }
  return rows;
}
