import { expect, test } from 'vitest';
import { classScores, confusionMatrix } from './confusion-matrix.js';

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
