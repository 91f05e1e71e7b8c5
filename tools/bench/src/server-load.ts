// A model behind HTTP against the same model in a loop, and what the server holds under load:
// npm run test:load -- --model FILE --pictures FOLDER [--requests 10000] [--measured 512] [--apart]
// By default both processes share all cores, and the client takes its part of them.
import { execFileSync } from 'node:child_process';
import { Console } from 'node:console';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GenderClassifier } from '@gender/classifier';
import { required } from '@gender/core';
import * as z from 'zod';
import { positiveInteger, readFlags } from '@gender/testing/flags';
import { median } from './harness/measure-pair.js';
import { secondsOf } from './harness/seconds-of.js';
import { memoryOf, processorSecondsOf, startServer } from './processes/serve.js';

/** Requests under way at once, each of one picture. */
const CONNECTIONS = 32;
/** One request in so many sends what is no picture. */
const BAD_EVERY = 100;
/** Measurements of each, in turn. */
const ROUNDS = 5;

/** With `--apart` the server has this core for itself, and this process, its client and the loop, the other. */
const [SERVER_CPU, OWN_CPU] = [0, 1];

const terminal = new Console(process.stdout, process.stderr);
const flags = readFlags({
  usage:
    'npm run test:load -- --model FILE --pictures FOLDER [--requests 10000] [--measured 512] [--apart]',
  switches: ['apart'],
  schema: z.object({
    model: z.string(),
    pictures: z.string(),
    requests: positiveInteger.default(10_000),
    measured: positiveInteger.default(512),
    apart: z.boolean().default(false),
  }),
});
const { model, pictures: folder, apart } = flags;

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
if (apart) execFileSync('taskset', ['-a', '-p', '-c', String(OWN_CPU), String(process.pid)]);
const server = await startServer(model, [], apart ? { cpu: SERVER_CPU } : {});
try {
  const ratios: number[] = [];
  const processorRatios: number[] = [];
  const durations: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    const loop = await secondsOf(() => predictAll(repeat(pictures, flags.measured)));
    const { user, system } = process.cpuUsage(before);
    const ownProcessor = (user + system) / 1e6;
    const processorBefore = processorSecondsOf(server.process);
    const served = await secondsOf(() => load(server.url, flags.measured, durations));
    const processor = processorSecondsOf(server.process) - processorBefore;
    ratios.push(loop / served);
    processorRatios.push(ownProcessor / processor);
    terminal.error(
      `round ${round + 1}: loop ${rate(loop)}, server ${rate(served)} pictures/s; ` +
        `processor ${milliseconds(ownProcessor)} and ${milliseconds(processor)} ms a picture`,
    );
  }
  const memory = [memoryOf(server.process)];
  for (let part = 0; part < 4; part += 1) {
    await load(server.url, flags.requests / 4, durations);
    memory.push(memoryOf(server.process));
  }
  terminal.table({
    'pictures/s of the server against the loop, median': median(ratios).toFixed(2),
    'pictures of a second of the processor, server against loop':
      median(processorRatios).toFixed(2),
    'milliseconds of an answer, median': median(durations).toFixed(0),
    'milliseconds of an answer, 99th percentile': quantile(durations, 0.99).toFixed(0),
    'requests, each answered right': durations.length,
    'MB before, and after each quarter of them': memory.join(', '),
  });
} finally {
  server.process.kill('SIGKILL');
}

function readPictures(): Uint8Array<ArrayBuffer>[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:jpe?g|png|bmp)$/i.test(name))
    .sort()
    .slice(0, flags.measured)
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
  const { pictures: answers } = answerSchema.parse(await response.json());
  const [{ predictions, error }] = answers;
  const answered = isBad ? error !== undefined : predictions?.[0]?.label === label;
  if (!answered) throw new Error(`wrong answer to ${index}: ${JSON.stringify(answers)}`);
}

function rate(duration: number): string {
  return (flags.measured / duration).toFixed(1);
}

function milliseconds(seconds: number): string {
  return ((1000 * seconds) / flags.measured).toFixed(2);
}

function quantile(numbers: readonly number[], part: number): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return required(sorted[Math.ceil(part * sorted.length) - 1], 'a measured duration');
}
