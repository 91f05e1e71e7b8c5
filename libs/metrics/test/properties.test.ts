import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accuracy,
  accuracyByGroup,
  batchMeanCrossEntropy,
  classScores,
  confusionMatrix,
  crossEntropy,
  topClasses,
} from '../src/index.js';

/** Labels and probabilities of one to forty images of two to five classes. */
const predictions = fc.integer({ min: 2, max: 5 }).chain((classes) =>
  fc
    .array(
      fc.record({
        label: fc.nat({ max: classes - 1 }),
        weights: fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), {
          minLength: classes,
          maxLength: classes,
        }),
      }),
      { minLength: 1, maxLength: 40 },
    )
    .map((images) => ({
      classes,
      labels: images.map(({ label }) => label),
      probabilities: images.flatMap(({ weights }) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        return weights.map((weight) => weight / total);
      }),
    })),
);

describe('for any predictions', () => {
  test('the confusion matrix counts every image once, the right ones on its diagonal', () => {
    fc.assert(
      fc.property(predictions, ({ labels, probabilities, classes }) => {
        const predicted = topClasses(probabilities, classes);
        const matrix = confusionMatrix(labels, predicted, classes);
        const diagonal = matrix.reduce((sum, row, index) => sum + row[index]!, 0);
        expect(matrix.flat().reduce((sum, count) => sum + count, 0)).toBe(labels.length);
        expect(diagonal / labels.length).toBe(accuracy(labels, predicted));
      }),
    );
  });

  test('recall weighted by support is the accuracy', () => {
    fc.assert(
      fc.property(predictions, ({ labels, probabilities, classes }) => {
        const predicted = topClasses(probabilities, classes);
        const scores = classScores(confusionMatrix(labels, predicted, classes));
        const right = scores.reduce((sum, { recall, support }) => sum + recall * support, 0);
        // A quotient times its divisor is off by less than one unit in the last place of each.
        expect(right / labels.length).toBeCloseTo(accuracy(labels, predicted), 12);
        for (const { precision, recall, f1 } of scores) {
          expect(f1).toBeGreaterThanOrEqual(Math.min(precision, recall) - 1e-12);
          expect(f1).toBeLessThanOrEqual(Math.max(precision, recall) + 1e-12);
        }
      }),
    );
  });

  test('the order of the images changes no figure, that of the classes none but their names', () => {
    fc.assert(
      fc.property(predictions, ({ labels, probabilities, classes }) => {
        const rows = labels.map((label, image) => ({
          label,
          row: probabilities.slice(image * classes, (image + 1) * classes),
        }));
        const reversed = rows.toReversed();
        const turned = {
          classes,
          labels: reversed.map(({ label }) => classes - 1 - label),
          probabilities: reversed.flatMap(({ row }) => row.toReversed()),
        };
        const expected = crossEntropy({ labels, probabilities, classes });
        expect(crossEntropy(turned)).toBeCloseTo(expected, 12);
      }),
    );
  });

  test('a certain and right prediction costs nearly nothing, a certain and wrong one 16.1', () => {
    fc.assert(
      fc.property(predictions, ({ labels, classes }) => {
        const certain = (shift: number): number[] =>
          labels.flatMap((label) =>
            Array.from({ length: classes }, (_, index) =>
              Number(index === (label + shift) % classes),
            ),
          );
        // −log(1 − 1e-7) and −log(1e-7), Keras' clipping.
        expect(crossEntropy({ labels, probabilities: certain(0), classes })).toBeCloseTo(1e-7, 12);
        expect(crossEntropy({ labels, probabilities: certain(1), classes })).toBeCloseTo(
          16.11809565095832,
          6,
        );
      }),
    );
  });

  test('batches that divide the images evenly average to the plain mean', () => {
    fc.assert(
      fc.property(predictions, fc.integer({ min: 1, max: 6 }), (one, times) => {
        const repeated = {
          classes: one.classes,
          labels: new Array(times).fill(one.labels).flat() as number[],
          probabilities: new Array(times).fill(one.probabilities).flat() as number[],
        };
        const byBatches = batchMeanCrossEntropy(repeated, one.labels.length);
        expect(byBatches).toBeCloseTo(crossEntropy(repeated), 10);
      }),
    );
  });

  test('one group of all has the accuracy of all', () => {
    fc.assert(
      fc.property(predictions, ({ labels, probabilities, classes }) => {
        const predicted = topClasses(probabilities, classes);
        const groups = labels.map(() => 'all');
        expect(accuracyByGroup(labels, predicted, groups)).toEqual([
          { group: 'all', images: labels.length, accuracy: accuracy(labels, predicted) },
        ]);
      }),
    );
  });
});

describe('slips throw', () => {
  test.each([
    ['a matrix that is not square', () => classScores([[1, 2], [3]])],
    ['one class', () => confusionMatrix([0], [0], 1)],
    ['a label that is no integer', () => confusionMatrix([0.5], [0], 2)],
    [
      'probabilities of fewer classes',
      () => crossEntropy({ labels: [0], probabilities: [1], classes: 2 }),
    ],
    ['logits', () => crossEntropy({ labels: [0], probabilities: [3, -2], classes: 2 })],
  ])('%s', (_, slip) => {
    expect(slip).toThrow();
  });
});
