// A model behind HTTP against the same model in a loop, and what the server holds under load:
// node --import tsx --conditions=@gender/source tools/bench/src/server-load.ts --model FILE --pictures FOLDER [--requests 10000]
import { spawn, type ChildProcess } from 'node:child_process';
import { Console } from 'node:console';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { GenderClassifier } from '@gender/classifier';
import { required } from '@gender/core';
import * as z from 'zod';
import { median } from './harness/measure-pair.js';
import { secondsOf } from './harness/seconds-of.js';

/** Requests under way at once, each of one picture. */
const CONNECTIONS = 32;
/** One request in so many sends what is no picture. */
const BAD_EVERY = 100;
/** Pictures of one measurement of the loop and of the server. */
const MEASURED = 512;
/** Measurements of each, in turn. */
const ROUNDS = 5;

const terminal = new Console(process.stdout, process.stderr);
const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    pictures: { type: 'string' },
    requests: { type: 'string', default: '10000' },
  },
});
const folder = required(values.pictures, '--pictures, a folder of pictures');
const model = required(values.model, '--model, the file of a transfer model');

interface Picture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the model says of it in this process. */
  readonly label: string;
}

const answerSchema = z.object({
  pictures: z.tuple([
    z.object({
      predictions: z.array(z.object({ label: z.string() })).optional(),
      error: z.object({ code: z.string() }).optional(),
    }),
  ]),
});

await using classifier = await GenderClassifier.load(model, { faces: 'none' });
const pictures = await predictAll(readPictures());
const server = await startServer();
try {
  const ratios: number[] = [];
  const durations: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const loop = await secondsOf(() => predictAll(repeat(pictures, MEASURED)));
    const served = await secondsOf(() => load(server.url, MEASURED, durations));
    ratios.push(loop / served);
    terminal.error(`round ${round + 1}: loop ${rate(loop)}, server ${rate(served)} pictures/s`);
  }
  const memory = [memoryOf(server.process)];
  for (let part = 0; part < 4; part += 1) {
    await load(server.url, Number(values.requests) / 4, durations);
    memory.push(memoryOf(server.process));
  }
  const stopped = await stopUnderLoad(server);
  terminal.table({
    'pictures/s of the server against the loop, median': median(ratios).toFixed(2),
    'milliseconds of an answer, median': median(durations).toFixed(0),
    'milliseconds of an answer, 99th percentile': quantile(durations, 0.99).toFixed(0),
    'requests, each answered right': durations.length,
    'MB before, and after each quarter of them': memory.join(', '),
    'SIGTERM under load: answered right, refused, lost': stopped.join(', '),
  });
} finally {
  server.process.kill('SIGKILL');
}

function readPictures(): Uint8Array<ArrayBuffer>[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:jpe?g|png|bmp)$/i.test(name))
    .sort()
    .slice(0, MEASURED)
    .map((name) => new Uint8Array(readFileSync(join(folder, name))));
}

async function predictAll(files: readonly Uint8Array<ArrayBuffer>[]): Promise<Picture[]> {
  const found: Picture[] = [];
  for await (const { index, label } of classifier.predict(files)) {
    found.push({ bytes: required(files[index], `picture ${index}`), label });
  }
  return found;
}

function repeat(known: readonly Picture[], count: number): Uint8Array<ArrayBuffer>[] {
  return Array.from({ length: count }, (_, index) => pictureAt(known, index).bytes);
}

function pictureAt(known: readonly Picture[], index: number): Picture {
  return required(known[index % known.length], `picture ${index}`);
}

async function startServer(): Promise<{ url: string; process: ChildProcess }> {
  const program = fileURLToPath(new URL('../../../apps/serve/src/main.ts', import.meta.url));
  const words = [model, '--port=0', '--faces=none'];
  const argv = ['--import', import.meta.resolve('tsx'), '--conditions=@gender/source', program];
  const child = spawn(process.execPath, [...argv, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  while (!said.includes('listening on')) {
    const [chunk] = (await once(child.stderr, 'data')) as [Buffer];
    said += chunk.toString();
  }
  child.stderr.resume();
  const [, url] = /listening on (\S+)/.exec(said) ?? [];
  return { url: required(url, 'the address'), process: child };
}

/** Sends so many requests, and throws where an answer is another than that of this process. */
async function load(url: string, count: number, durations: number[]): Promise<void> {
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      const started = performance.now();
      await askRight(url, index);
      durations.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
}

async function askRight(url: string, index: number): Promise<void> {
  const isBad = index % BAD_EVERY === BAD_EVERY - 1;
  const { bytes, label } = pictureAt(pictures, index);
  const body = isBad ? bytes.slice(0, 40) : bytes;
  const headers = { 'content-type': 'image/jpeg' };
  const response = await fetch(`${url}/v1/predict`, { method: 'POST', body, headers });
  if (response.status === 503) throw new Error('refused');
  const { pictures: answers } = answerSchema.parse(await response.json());
  const [{ predictions, error }] = answers;
  const answered = isBad ? error !== undefined : predictions?.[0]?.label === label;
  if (!answered) throw new Error(`wrong answer to ${index}: ${JSON.stringify(answers)}`);
}

/** Ends the server while requests are under way. What reached it is answered, the others are refused. */
async function stopUnderLoad(running: {
  url: string;
  process: ChildProcess;
}): Promise<[answered: number, refused: number, lost: number]> {
  const asked = Array.from({ length: 4 * CONNECTIONS }, (_, index) => askRight(running.url, index));
  setTimeout(() => running.process.kill('SIGTERM'), 50);
  const settled = await Promise.allSettled(asked);
  const reasons = settled.flatMap((each) =>
    each.status === 'rejected' ? [each.reason as unknown] : [],
  );
  const refused = reasons.filter((reason) => /refused|ECONNREFUSED/.test(describe(reason)));
  if (running.process.exitCode === null) await once(running.process, 'exit');
  return [settled.length - reasons.length, refused.length, reasons.length - refused.length];
}

function describe(reason: unknown): string {
  return reason instanceof Error ? `${reason.message} ${describe(reason.cause)}` : String(reason);
}

/** Megabytes that a process holds; Linux. */
function memoryOf({ pid }: ChildProcess): number {
  const [, kilobytes] = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}

function rate(duration: number): string {
  return (MEASURED / duration).toFixed(1);
}

function quantile(numbers: readonly number[], part: number): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return required(sorted[Math.ceil(part * sorted.length) - 1], 'a measured duration');
}
