import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { formatResults, readResults, scoreResults } from '../src/index.js';

const path = fileURLToPath(
  new URL('fixtures/GenderDataset_Small_test_results.csv', import.meta.url),
);
const results = await readResults(path);

test('scores the published predictions with the published figures', () => {
  const score = scoreResults(results, { batchMean: 32, resamples: 20 });
  // SciPy: binomtest(623, 662).proportion_ci(method='wilson')
  expect(score.intervals.accuracy!.low).toBeCloseTo(0.9204780211598119, 12);
  expect(score.intervals.accuracy!.high).toBeCloseTo(0.9566076458011373, 12);
  expect(score.images).toBe(662);
  expect(score.accuracy).toBe(623 / 662);
  // NumPy: 0.14121255716548461 and 0.14042590128269186; both float64, so 12 digits.
  expect(score.crossEntropy).toBeCloseTo(0.14121255716548461, 12);
  expect(score.batchMeanCrossEntropy).toBeCloseTo(0.14042590128269186, 12);
  expect(score.confusion).toEqual({
    classes: ['Female', 'Male'],
    matrix: [
      [304, 17],
      [22, 319],
    ],
  });
});

test('splits the published predictions by age', () => {
  const { groups } = scoreResults(results, { resamples: 0 });
  const ages = groups.find(({ by }) => by === 'age')?.groups;
  expect(ages?.filter(({ few }) => few).map(({ group }) => group)).toEqual(['70-79']);
  expect(ages?.map(({ group, images }) => `${group}: ${images}`)).toEqual([
    '0-9: 103',
    '10-19: 90',
    '20-29: 83',
    '30-39: 92',
    '40-49: 115',
    '50-59: 82',
    '60-69: 81',
    '70-79: 16',
  ]);
});

test('writes the published predictions back byte for byte, from any order', async () => {
  const rows = results.rows.toReversed();
  expect(formatResults({ ...results, rows })).toBe(await readFile(path, 'utf8'));
});
