import { createRandom } from '@gender/core';
import { readCorpus } from './corpus.js';
import { exercise, type Outcome } from './exercise.js';
import { makeCase } from './mutate.js';

/** Cases for a child process: numbers `from`, `from + step`, … below `end`. */
export interface Task {
  readonly seed: number;
  readonly from: number;
  readonly step: number;
  readonly end: number;
}

/** What a child says after each case. */
export interface Report extends Outcome {
  readonly number: number;
  readonly file: string;
  /** Seconds of processor time. */
  readonly seconds: number;
  /** By how many bytes the largest memory of the process grew. */
  readonly growth: number;
}

/** Case `number` of a seed: every case has a generator of its own, so that it can be tried alone. */
async function runCase(seed: number, number: number): Promise<Report> {
  const random = createRandom(seed).fork(`case ${number}`);
  const { file, bytes } = makeCase(corpus, random);
  const before = { cpu: process.cpuUsage(), memory: process.resourceUsage().maxRSS };
  const outcome = await exercise(bytes, random);
  const { user, system } = process.cpuUsage(before.cpu);
  const growth = (process.resourceUsage().maxRSS - before.memory) * 1024;
  return { ...outcome, number, file, seconds: (user + system) / 1e6, growth };
}

const corpus = readCorpus();
// What the first files cost (compiling, WebAssembly's memory) belongs to no case.
for (const { bytes } of corpus) await exercise(bytes, createRandom(0));
process.send?.('ready');
process.on('message', (task: Task) => void run(task));

async function run({ seed, from, step, end }: Task): Promise<void> {
  for (let number = from; number < end; number += step) {
    const report = await runCase(seed, number);
    process.send?.(report);
    if (report.aborted) break;
  }
  process.disconnect();
}
