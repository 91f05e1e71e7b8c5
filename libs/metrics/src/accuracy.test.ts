import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accuracy, accuracyByGroup } from './accuracy.js';

test('is the part that is right', () => {
  expect(accuracy([0, 1, 1, 0], [0, 1, 0, 0])).toBe(0.75);
});

test('refuses lengths that differ, and no images', () => {
  expect(() => accuracy([0, 1], [0])).toThrowError(/2 labels but 1 values/);
  expect(() => accuracy([], [])).toThrowError(/no images/);
});

test('keeps the groups in the order of their first image', () => {
  expect(accuracyByGroup([0, 1, 1], [0, 0, 1], ['old', 'young', 'old'])).toEqual([
    { group: 'old', images: 2, accuracy: 1 },
    { group: 'young', images: 1, accuracy: 0 },
  ]);
});

test('refuses groups that do not fit the labels', () => {
  expect(() => accuracyByGroup([0, 1], [0, 1], ['old'])).toThrowError(/2 labels but 1 values/);
});

test('the accuracies of the groups average to the accuracy of all', () => {
  const image = fc.record({
    label: fc.nat(2),
    predicted: fc.nat(2),
    group: fc.constantFrom('a', 'b', '__proto__'),
  });
  fc.assert(
    fc.property(fc.array(image, { minLength: 1 }), (images) => {
      const labels = images.map(({ label }) => label);
      const predicted = images.map((each) => each.predicted);
      const groups = accuracyByGroup(
        labels,
        predicted,
        images.map(({ group }) => group),
      );
      const right = groups.reduce((sum, group) => sum + group.images * group.accuracy, 0);
      expect(right / images.length).toBeCloseTo(accuracy(labels, predicted), 12);
    }),
  );
});
