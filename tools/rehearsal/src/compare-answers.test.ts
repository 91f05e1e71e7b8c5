import { expect, test } from 'vitest';
import { parseAnswer } from './blank-projects.js';
import { largestDifference } from './compare-answers.js';

const answer = (...probabilities: number[]): ReturnType<typeof parseAnswer> =>
  probabilities.map((male) => ({
    label: male > 0.5 ? 'Male' : 'Female',
    probabilities: { Female: 1 - male, Male: male },
  }));

test('the largest difference counts', () => {
  expect(largestDifference(answer(0.75, 0.25), answer(0.75, 0.375))).toBe(0.125);
  expect(largestDifference(answer(0.75), answer(0.75))).toBe(0);
});

test('another label, a missing picture and a missing class are errors', () => {
  expect(() => largestDifference(answer(0.51), answer(0.49))).toThrow(
    'picture 0: Male, and Female',
  );
  expect(() => largestDifference(answer(0.5), answer(0.5, 0.5))).toThrow();
  const without = [{ label: 'Male', probabilities: { Male: 0.75 } }];
  expect(() => largestDifference(without, answer(0.75))).toThrow('the class Female');
});

test('what a program prints is read, and refused where it is something else', () => {
  const printed = '[{"file":"a.jpg","label":"Male","probabilities":{"Male":1}}]';
  expect(parseAnswer(printed)).toEqual([{ label: 'Male', probabilities: { Male: 1 } }]);
  expect(() => parseAnswer('[{"label":"Male"}]')).toThrow();
});
