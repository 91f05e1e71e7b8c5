import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  balancedAccuracy,
  classScores,
  confusionMatrix,
  matthewsCorrelation,
} from './confusion-matrix.js';

test('has true classes as rows and predicted classes as columns', () => {
  expect(confusionMatrix([0, 0, 1, 2], [0, 1, 1, 1], 3)).toEqual([
    [1, 1, 0],
    [0, 1, 0],
    [0, 1, 0],
  ]);
});

test('scores a class that is never called, or absent, with zeros', () => {
  expect(
    classScores([
      [0, 2],
      [0, 0],
    ]),
  ).toEqual([
    { precision: 0, recall: 0, f1: 0, support: 2 },
    { precision: 0, recall: 0, f1: 0, support: 0 },
  ]);
});

test('refuses predicted classes out of range, naming the image', () => {
  expect(() => confusionMatrix([0, 1], [0, 5], 2)).toThrowError(/predicted class of image 1 is 5/);
});

test('balanced accuracy and Matthews’ correlation of two classes, by hand', () => {
  const matrix = [
    [6, 2],
    [1, 3],
  ];
  expect(balancedAccuracy(matrix)).toBe((6 / 8 + 3 / 4) / 2);
  // (6 · 3 − 2 · 1) / √(8 · 4 · 7 · 5)
  expect(matthewsCorrelation(matrix)).toBeCloseTo(16 / Math.sqrt(1120), 14);
});

test('balanced accuracy leaves out a class without images', () => {
  const matrix = [
    [3, 0, 1],
    [0, 0, 0],
    [2, 0, 2],
  ];
  expect(balancedAccuracy(matrix)).toBe((3 / 4 + 2 / 4) / 2);
});

test('Matthews’ correlation is the same for truth and calls swapped, and for renamed classes', () => {
  const row = fc.array(fc.nat(20), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(row, { minLength: 3, maxLength: 3 }), (matrix) => {
      const found = matthewsCorrelation(matrix);
      expect(Math.abs(found)).toBeLessThanOrEqual(1 + 1e-12);
      const transposed = matrix.map((_, index) => matrix.map((each) => each[index]!));
      expect(matthewsCorrelation(transposed)).toBeCloseTo(found, 12);
      const renamed = matrix.map((each) => each.toReversed()).toReversed();
      expect(matthewsCorrelation(renamed)).toBeCloseTo(found, 12);
    }),
  );
});

test.each([
  [
    'all right',
    [
      [4, 0],
      [0, 5],
    ],
    1,
  ],
  [
    'all wrong',
    [
      [0, 4],
      [5, 0],
    ],
    -1,
  ],
  [
    'one class called',
    [
      [4, 0],
      [5, 0],
    ],
    0,
  ],
])('Matthews’ correlation where %s', (_, matrix, expected) => {
  expect(matthewsCorrelation(matrix)).toBeCloseTo(expected, 14);
});
