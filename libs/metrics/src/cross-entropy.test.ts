import { describe, expect, test } from 'vitest';
import { batchMeanCrossEntropy, crossEntropy } from './cross-entropy.js';
import type { Predictions } from './predictions.js';

const two: Predictions = { labels: [0, 1], probabilities: [0.9, 0.1, 0.5, 0.5], classes: 2 };

describe('crossEntropy', () => {
  test('is the mean of −log p of the true class', () => {
    expect(crossEntropy(two)).toBeCloseTo((-Math.log(0.9) - Math.log(0.5)) / 2, 15);
  });

  test('clips probabilities to [1e-7, 1 − 1e-7]', () => {
    const certain = { labels: [0], probabilities: [1, 0], classes: 2 };
    expect(crossEntropy(certain)).toBe(-Math.log(1 - 1e-7));
    expect(crossEntropy({ ...certain, labels: [1] })).toBe(-Math.log(1e-7));
  });

  test('reads float32 probabilities and integer labels as they are', () => {
    const predictions = {
      labels: Int32Array.of(1),
      probabilities: Float32Array.of(0.3, 0.7),
      classes: 2,
    };
    expect(crossEntropy(predictions)).toBe(-Math.log(Math.fround(0.7)));
  });

  test.each([
    ['no images', { labels: [], probabilities: [], classes: 2 }, 'METRICS_EMPTY', 'no images'],
    ['too few probabilities', { ...two, probabilities: [1, 0] }, 'METRICS_SHAPE', 'need 4'],
    ['one class', { labels: [0], probabilities: [1], classes: 1 }, 'METRICS_SHAPE', '1 classes'],
    ['a label past the last', { ...two, labels: [0, 2] }, 'METRICS_LABEL', 'image 1 is 2'],
    ['a negative label', { ...two, labels: [-1, 0] }, 'METRICS_LABEL', 'image 0 is -1'],
    ['a broken label', { ...two, labels: [0.5, 0] }, 'METRICS_LABEL', '0.5'],
    ['NaN', { ...two, probabilities: [NaN, 1, 0, 1] }, 'METRICS_PROBABILITY', 'NaN'],
    ['logits', { ...two, probabilities: [3, -1, 0, 1] }, 'METRICS_PROBABILITY', 'not logits'],
  ])('refuses %s', (_, predictions, code, words) => {
    expect(() => crossEntropy(predictions)).toThrowError(
      expect.objectContaining({
        name: 'MetricsError',
        code,
        message: expect.stringContaining(words) as string,
      }),
    );
  });
});

describe('batchMeanCrossEntropy', () => {
  const three = { labels: [0, 0, 0], probabilities: [0.5, 0.5, 0.5, 0.5, 0.25, 0.75], classes: 2 };

  test('counts a last, smaller batch like a full one', () => {
    expect(batchMeanCrossEntropy(three, 2)).toBeCloseTo((Math.log(2) + Math.log(4)) / 2, 15);
    expect(crossEntropy(three)).toBeCloseTo((2 * Math.log(2) + Math.log(4)) / 3, 15);
  });

  test('equals the plain mean when one batch holds all, or each holds one', () => {
    expect(batchMeanCrossEntropy(three, 100)).toBe(crossEntropy(three));
    expect(batchMeanCrossEntropy(three, 1)).toBe(crossEntropy(three));
  });

  test.each([0, -1, 1.5, NaN])('refuses a batch of %d', (batch) => {
    expect(() => batchMeanCrossEntropy(three, batch)).toThrowError(/batch size/);
  });
});
