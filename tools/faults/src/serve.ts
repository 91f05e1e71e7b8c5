// Predicts as a server does: node --expose-gc … tools/faults/src/serve.ts --calls 10000
import { Console } from 'node:console';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenderClassifier, PictureError, type Prediction } from '@gender/classifier';
import { createRandom, required } from '@gender/core';
import { positiveInteger, nonNegativeInteger, readFlags } from '@gender/testing/flags';
import * as z from 'zod';
import { dataset, train } from './stages.js';
import { writeStart } from './start-folder.js';

/** Calls under way at once. */
const CONCURRENCY = 16;
/** Calls after which the classifier is disposed of and loaded anew. */
const LIFETIME = 500;
/** One picture in so many is bad. */
const BAD_EVERY = 100;
/** Bytes that the memory of a process may grow after its first calls: buffers that are not yet collected. */
const MOST_GROWTH = 64e6;

const flags = readFlags({
  usage: 'npm run test:serve -- [--calls 10000] [--seed 0]',
  schema: z.object({ calls: positiveInteger.default(10_000), seed: nonNegativeInteger.default(0) }),
});
const terminal = new Console(process.stdout, process.stderr);
const random = createRandom(flags.seed);
const folder = mkdtempSync(join(tmpdir(), 'gender-serve-'));
try {
  await writeStart(folder, [...dataset, train()]);
  process.exitCode = (await serve(flags.calls)) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Bad pictures, and the code of the error that each must have. */
function badPictures(): Map<string, string> {
  const whole = readFileSync(join(folder, 'faces', 'Male', '3.bmp'));
  const written = (name: string, content: Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  return new Map([
    [join(folder, 'absent.bmp'), 'FILE_NOT_FOUND'],
    [written('empty.png', new Uint8Array()), 'IMAGE_EMPTY'],
    [written('text.jpg', Buffer.from('no picture')), 'IMAGE_FORMAT'],
    [written('short.bmp', whole.subarray(0, 100)), 'IMAGE_CORRUPT'],
  ]);
}

function load(): Promise<GenderClassifier> {
  return GenderClassifier.load(join(folder, 'models', 'Tiny_Transfer_Model.h5'), { threads: 2 });
}

async function serve(calls: number): Promise<boolean> {
  const good = await predictAlone();
  const bad = badPictures();
  const [goodPaths, badPaths] = [[...good.keys()], [...bad.keys()]];
  const samples: { calls: number; megabytes: number; threads: number }[] = [];
  const wrong: string[] = [];
  const threadsBefore = threadNames();
  for (let done = 0; done < calls;) {
    const classifier = await load();
    const end = Math.min(done + LIFETIME, calls);
    const work = async (): Promise<void> => {
      while (done < end) {
        done += 1;
        const isBad = random.integer(BAD_EVERY) === 0;
        const paths = isBad ? badPaths : goodPaths;
        const path = required(paths[random.integer(paths.length)], 'a picture');
        const found = await classifier.classify(path).catch((error: unknown) => error);
        const problem = isBad
          ? compareError(found, required(bad.get(path), 'the code of a bad picture'))
          : comparePrediction(found, required(good.get(path), 'the prediction of a picture'));
        if (problem !== undefined) wrong.push(`${path}: ${problem}`);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    await classifier.dispose();
    globalThis.gc?.();
    samples.push({
      calls: done,
      megabytes: Math.round(process.memoryUsage().rss / 1e6),
      threads: count(threadNames()),
    });
  }
  terminal.table(samples.filter((_, index) => index % 4 === 3 || index === samples.length - 1));
  for (const line of wrong.slice(0, 10)) terminal.error(line);
  return report(wrong.length, samples, threadsBefore);
}

/** What each good picture is alone, by the first classifier; the threads of its libraries stay. */
async function predictAlone(): Promise<Map<string, Prediction>> {
  await using classifier = await load();
  const found = new Map<string, Prediction>();
  for (const label of ['Female', 'Male']) {
    for (const name of readdirSync(join(folder, 'faces', label))) {
      const path = join(folder, 'faces', label, name);
      found.set(path, await classifier.classify(path));
    }
  }
  return found;
}

function comparePrediction(found: unknown, expected: Prediction): string | undefined {
  const same = JSON.stringify(found) === JSON.stringify(expected);
  return same ? undefined : `${String(found)} ${JSON.stringify(found)}`;
}

function compareError(found: unknown, code: string): string | undefined {
  if (found instanceof PictureError && found.code === code) return undefined;
  return `${found instanceof PictureError ? found.code : String(found)} instead of ${code}`;
}

function report(
  wrong: number,
  samples: readonly { megabytes: number }[],
  threadsBefore: Readonly<Record<string, number>>,
): boolean {
  const first = required(samples[Math.floor(samples.length / 4)], 'an early sample').megabytes;
  const last = required(samples.at(-1), 'the last sample').megabytes;
  const left = count(threadNames()) - count(threadsBefore);
  terminal.log(`wrong answers: ${wrong}`);
  terminal.log(`growth after a quarter of the calls: ${last - first} MB`);
  terminal.log(`threads before, by name: ${JSON.stringify(threadsBefore)}`);
  terminal.log(`threads after, by name: ${JSON.stringify(threadNames())}`);
  return wrong === 0 && (last - first) * 1e6 < MOST_GROWTH && left <= 0;
}

/** The threads of this process by their names; Linux tells. */
function threadNames(): Record<string, number> {
  const names: Record<string, number> = {};
  for (const id of readdirSync('/proc/self/task')) {
    const name = readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim();
    names[name] = (names[name] ?? 0) + 1;
  }
  return names;
}

function count(names: Readonly<Record<string, number>>): number {
  return Object.values(names).reduce((sum, each) => sum + each, 0);
}
