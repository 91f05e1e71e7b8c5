import { writeFileSync } from 'node:fs';
import { temporaryFolder } from '@gender/testing';
import { wilsonInterval } from '@gender/metrics';
import { expect, test } from 'vitest';
import { memoryStore } from '../../test/memory-store.js';
import { measureValidation } from './measure-validation.js';

const inFolder = temporaryFolder();
const store = memoryStore(40, 2);
const labels = Uint32Array.from(store.record.images, ({ label }) => label);
/** Every fifth answer is wrong, each with 0.9. */
const probabilities = Float32Array.from(
  [...labels].flatMap((label, row) => ((label === 0) === row % 5 > 0 ? [0.9, 0.1] : [0.1, 0.9])),
);
const predictions = { labels, probabilities, classes: 2 };

test("without persons the interval of the accuracy is Wilson's of single pictures", async () => {
  const found = await measureValidation(inFolder(), store, predictions);
  expect(found).not.toHaveProperty('persons');
  expect(found.accuracy).toEqual({ value: 0.8, interval: wilsonInterval(32, 40) });
  const [first, second] = found.confusion.matrix as [number[], number[]];
  expect(first[0]! + second[1]!).toBe(32);
  expect(found.figures['crossEntropy']!.value).toBeCloseTo(
    -0.8 * Math.log(0.9) - 0.2 * Math.log(0.1),
    6,
  );
});

test('pictures of one person count together', async () => {
  const files = store.record.images.map(({ file }, row) => ({
    ...{ file: `validation/${file}`, source: file, sha256: 'a'.repeat(64) },
    person: `p${row % 5}`,
  }));
  const manifest = {
    ...{ format: 1, dataset: 'Memory', seed: 0, method: 'persons', fraction: 1 },
    ...{ ratios: { train: 0.6, validation: 0.2, test: 0.2 }, classes: ['Female', 'Male'], files },
  };
  writeFileSync(inFolder('split.json'), JSON.stringify(manifest));
  const found = await measureValidation(inFolder(), store, predictions);
  expect(found.persons).toBe(5);
  const { low, high } = wilsonInterval(32, 40);
  // One of five persons is always wrong: there are hardly more than five pictures' worth of evidence.
  expect(found.accuracy.interval!.low).toBeLessThan(low - 0.2);
  expect(found.accuracy.interval!.high).toBeGreaterThan(high);
});
