import { expect, test } from 'vitest';
import { analyseErrors } from './error-analysis.js';

const rows = [
  [0, 0.95],
  [0, 0.9],
  [0, 0.02],
  [1, 0.88],
  [1, 0.45],
  [1, 0.1],
  [1, 0.05],
].map(([label, p], index) => ({
  ...{ file: `${index}.jpg`, label: label!, predicted: Number(p! < 0.5) },
  probabilities: [p!, 1 - p!],
}));

test('finds the surest mistakes, the least sure answers and labels that are probably wrong', () => {
  const { mistakes, uncertain, suspects } = analyseErrors({ classes: ['F', 'M'], rows }, 2);
  expect(mistakes).toEqual([
    { file: '2.jpg', label: 'F', called: 'M', confidence: 0.98 },
    { file: '3.jpg', label: 'M', called: 'F', confidence: 0.88 },
  ]);
  expect(uncertain.map(({ file, called }) => [file, called])).toEqual([
    ['4.jpg', 'M'],
    ['3.jpg', 'F'],
  ]);
  // Thresholds: (0.95 + 0.9 + 0.02) / 3 = 0.62 for F, (0.12 + 0.55 + 0.9 + 0.95) / 4 = 0.63 for M.
  expect(suspects.map(({ file, called }) => [file, called])).toEqual([
    ['2.jpg', 'M'],
    ['3.jpg', 'F'],
  ]);
});
