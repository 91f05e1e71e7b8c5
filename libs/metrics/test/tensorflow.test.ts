import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  accuracy,
  batchMeanCrossEntropy,
  classScores,
  confusionMatrix,
  crossEntropy,
  topClasses,
} from '../src/index.js';

interface Golden {
  classes: number;
  labels: number[];
  probabilities: number[];
  crossEntropy: number;
  batch: number;
  batchMean: number;
  accuracy: number;
  confusion: number[][];
  precision: number[];
  recall: number[];
  f1: number[];
}

const cases = JSON.parse(
  readFileSync(new URL('fixtures/metrics.json', import.meta.url), 'utf8'),
) as Golden[];

describe.each(cases)('$classes classes, as TensorFlow and NumPy have them', (golden) => {
  const { labels, probabilities, classes } = golden;
  const predicted = topClasses(probabilities, classes);

  // Both sides are float64 and differ by the order of their sums at most: 12 digits.
  test('cross-entropy', () => {
    expect(crossEntropy(golden)).toBeCloseTo(golden.crossEntropy, 12);
    expect(batchMeanCrossEntropy(golden, golden.batch)).toBeCloseTo(golden.batchMean, 12);
  });

  test('accuracy and confusion matrix', () => {
    expect(accuracy(labels, predicted)).toBe(golden.accuracy);
    expect(confusionMatrix(labels, predicted, classes)).toEqual(golden.confusion);
  });

  test.each(['precision', 'recall', 'f1'] as const)('%s of each class', (score) => {
    const scores = classScores(golden.confusion).map((each) => each[score]);
    expect(scores.map((value) => value.toFixed(14))).toEqual(
      golden[score].map((value) => value.toFixed(14)),
    );
  });
});
