import { expect, test } from 'vitest';
import { differingPictures } from './differing-pictures.js';
import type { Results } from './results.js';

/** Two pictures of `a` and one of `b`, by the probability that each is `b`. */
const resultsOf = (...ps: number[]): Results => ({
  classes: ['a', 'b'],
  rows: ps.map((p, at) => ({
    ...{ file: `${at}.jpg`, label: at === 2 ? 1 : 0, predicted: Number(p > 0.5) },
    probabilities: [1 - p, p],
  })),
});

test('names the pictures that not all call the same, and what each calls them', () => {
  const results = [resultsOf(0.25, 0.75, 0.75), resultsOf(0.25, 0.125, 0.25)];
  expect(differingPictures([...results, resultsOf(0, 1, 1)])).toEqual([
    {
      ...{ file: '1.jpg', label: 'a' },
      calls: [
        { called: 'b', isRight: false, confidence: 0.75 },
        { called: 'a', isRight: true, confidence: 0.875 },
        { called: 'b', isRight: false, confidence: 1 },
      ],
    },
    {
      ...{ file: '2.jpg', label: 'b' },
      calls: [
        { called: 'b', isRight: true, confidence: 0.75 },
        { called: 'a', isRight: false, confidence: 0.75 },
        { called: 'b', isRight: true, confidence: 1 },
      ],
    },
  ]);
});

test('of results that agree there are none, whatever the probabilities', () => {
  expect(differingPictures([resultsOf(0.25, 0.25, 0.25), resultsOf(0, 0.125, 0.4)])).toEqual([]);
});
