import { once } from 'node:events';
import { sha256, startWorker } from '@gender/core/node';
import { expect, it } from 'vitest';
import {
  loadFeatures,
  loadTrainingBatch,
  readProbabilities,
  readResult,
  type HeadSpec,
  type SharedHead,
} from '../src/index.js';
import { stateOf } from './head-state.js';
import { adam, randomBatch, randomHead } from './random-head.js';

/** Several blocks, several pieces of units, sizes that fill nothing. */
const spec: HeadSpec = {
  positions: 49,
  channels: 70,
  normalizationEpsilon: 1e-3,
  units: [203, 70, 3],
  dropout: [0.5, 0.3],
  batchSize: 10,
};

/** The same with every further part of the loss. */
const penalized = {
  ...spec,
  loss: { l2: 1e-3, labelSmoothing: 0.1, classWeights: [0.5, 2, 1] },
};

async function trainWith(spec: HeadSpec, threads: number): Promise<Record<string, unknown>> {
  const { head } = randomHead(spec, threads);
  const crew = Array.from({ length: threads }, (_, member) =>
    startWorker(new URL('./member-thread.js', import.meta.url), { workerData: { head, member } }),
  );
  const answers = (): Promise<unknown> =>
    Promise.all(crew.map((worker) => once(worker, 'message')));
  const all = async (kind: 'train' | 'predict', pictures: number): Promise<void> => {
    const done = answers();
    crew.forEach((worker) => worker.postMessage({ kind, pictures }));
    await done;
  };
  await answers();

  const results: unknown[] = [];
  for (const [step, size] of [10, 10, 7, 10].entries()) {
    const batch = randomBatch(spec, size, step);
    await all('train', loadTrainingBatch(head, batch, { ...adam, step: step + 1 }));
    results.push(readResult(head));
  }
  await all('predict', loadFeatures(head, randomBatch(spec, 9, 9).features));
  const probabilities = readProbabilities(head, 9);
  await Promise.all(crew.map((worker) => worker.terminate()));
  return { results, probabilities, state: hashesOf(head) };
}

/** A hash of the bytes of every parameter and moment. */
function hashesOf(head: SharedHead): string[] {
  return stateOf(head).map(
    ({ title, values }) => `${title} ${sha256(new Uint8Array(values.buffer))}`,
  );
}

it.each([
  ['plain', spec],
  ['with penalty, smoothed labels and weighted classes', penalized],
])('computes the same bytes with one, two and three threads, %s', async (_, head) => {
  const one = await trainWith(head, 1);
  expect(await trainWith(head, 2)).toEqual(one);
  expect(await trainWith(head, 3)).toEqual(one);
});
