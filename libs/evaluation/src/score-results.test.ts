import { silentLogger } from '@gender/core';
import { expect, test } from 'vitest';
import { scoreResults } from './score-results.js';

const rows = [
  { file: 'a/1.jpg', label: 0, predicted: 0, probabilities: Float32Array.of(0.75, 0.25) },
  { file: 'b/1.jpg', label: 1, predicted: 0, probabilities: Float32Array.of(0.5, 0.5) },
];

test('scores rows, without what was not asked for or cannot be known', () => {
  expect(scoreResults({ classes: ['a', 'b'], rows })).toEqual({
    images: 2,
    accuracy: 0.5,
    crossEntropy: (-Math.log(0.75) - Math.log(0.5)) / 2,
    confusion: {
      classes: ['a', 'b'],
      matrix: [
        [1, 0],
        [1, 0],
      ],
    },
    perClass: [
      { name: 'a', precision: 0.5, recall: 1, f1: 2 / 3, support: 1 },
      { name: 'b', precision: 0, recall: 0, f1: 0, support: 1 },
    ],
  });
});

test('reports images without an age beside the age groups', () => {
  const aged = [...rows, { ...rows[0]!, file: 'a/2_Age30.jpg' }];
  expect(scoreResults({ classes: ['a', 'b'], rows: aged }).byAge).toEqual([
    { group: '30-39', images: 1, accuracy: 1 },
    { group: 'unknown', images: 2, accuracy: 0.5 },
  ]);
});

test('warns of classes without pictures, of which figures say nothing', () => {
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (line: string) => void warnings.push(line) };
  scoreResults({ classes: ['a', 'b'], rows }, { logger });
  expect(warnings).toEqual([]);
  const probabilities = Float32Array.of(0.5, 0.25, 0.25);
  const only = [{ ...rows[0]!, probabilities }];
  scoreResults({ classes: ['a', 'b', 'c'], rows: only }, { logger });
  expect(warnings).toEqual([expect.stringContaining('no pictures of b, c')]);
});

test('refuses no rows', () => {
  expect(() => scoreResults({ classes: ['a', 'b'], rows: [] })).toThrowError(/no results/);
});
