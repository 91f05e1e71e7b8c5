import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binOf, calibrationBins, calibrationError, coverageCurve } from './calibration.js';

/** Images as the confidence of a call and whether it is right. */
const images = fc
  .array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), { minLength: 1 })
  .map((pairs) => ({
    confidences: pairs.map(([confidence]) => confidence),
    right: pairs.map(([, right]) => right),
  }));

test('a confidence above 1 by rounding is in the last bin', () => {
  expect([binOf(1, 15), binOf(1 + Number.EPSILON, 15)]).toEqual([14, 14]);
});

describe('calibrationBins', () => {
  test('a limit belongs to the bin below it, 0 to the first', () => {
    const bins = calibrationBins([0, 0.25, 0.5, 0.75, 1], new Array<boolean>(5).fill(true), {
      bins: 4,
    });
    expect(bins.map((bin) => bin.images)).toEqual([2, 1, 1, 1]);
    expect(bins[0]).toEqual({ low: 0, high: 0.25, images: 2, confidence: 0.125, accuracy: 1 });
  });

  test('hold every image once, between their limits, and leave empty ones undefined', () => {
    fc.assert(
      fc.property(images, fc.integer({ min: 1, max: 20 }), ({ confidences, right }, count) => {
        const bins = calibrationBins(confidences, right, { bins: count });
        expect(bins.reduce((sum, bin) => sum + bin.images, 0)).toBe(right.length);
        for (const { low, high, confidence, accuracy, images } of bins) {
          expect([Number.isNaN(confidence), Number.isNaN(accuracy)]).toEqual([
            images === 0,
            images === 0,
          ]);
          if (images === 0) continue;
          // A mean of equal values may be off by rounding.
          expect(confidence).toBeGreaterThanOrEqual(low - 1e-12);
          expect(confidence).toBeLessThanOrEqual(high + 1e-12);
        }
        const error = calibrationError(bins);
        expect(error).toBeGreaterThanOrEqual(0);
        expect(error).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('an image of weight two counts as two, one of weight 0 not at all', () => {
    const weighted = calibrationBins([0.9, 0.6, 0.3], [true, false, true], { weights: [2, 1, 0] });
    expect(weighted).toEqual(calibrationBins([0.9, 0.9, 0.6], [true, true, false]));
  });

  test('one bin has the distance of accuracy and mean confidence as its error', () => {
    const bins = calibrationBins([0.5, 1], [false, true], { bins: 1 });
    expect(calibrationError(bins)).toBe(0.25);
  });

  test('where confidence is what is right, the error is 0', () => {
    const bins = calibrationBins([0.75, 0.75, 0.75, 0.75], [true, true, false, true]);
    expect(calibrationError(bins)).toBe(0);
  });
});

describe('coverageCurve', () => {
  test('answers from the most confident down, those of one confidence together', () => {
    const curve = coverageCurve([0.6, 0.9, 0.9, 0.7], [false, true, false, true]);
    expect(curve).toEqual([
      { minConfidence: 0.9, images: 2, coverage: 0.5, accuracy: 0.5 },
      { minConfidence: 0.7, images: 3, coverage: 0.75, accuracy: 2 / 3 },
      { minConfidence: 0.6, images: 4, coverage: 1, accuracy: 0.5 },
    ]);
  });

  test('covers more the less confidence is asked for, and all at last', () => {
    fc.assert(
      fc.property(images, ({ confidences, right }) => {
        const curve = coverageCurve(confidences, right);
        curve.slice(1).forEach((point, at) => {
          expect(point.minConfidence).toBeLessThan(curve[at]!.minConfidence);
          expect(point.coverage).toBeGreaterThan(curve[at]!.coverage);
        });
        const accuracy = right.filter(Boolean).length / right.length;
        expect(curve.at(-1)).toMatchObject({ images: right.length, coverage: 1, accuracy });
      }),
    );
  });
});

test.each([
  ['other lengths', () => calibrationBins([1], [true, true]), 'METRICS_SHAPE', '2 labels'],
  ['no bins', () => calibrationBins([1], [true], { bins: 0 }), 'METRICS_SHAPE', 'found 0 bins'],
  ['half a bin', () => calibrationBins([1], [true], { bins: 1.5 }), 'METRICS_SHAPE', '1.5 bins'],
  ['too few weights', () => calibrationBins([1], [true], { weights: [] }), 'METRICS_SHAPE', '0 v'],
  ['logits', () => calibrationBins([1, 3], [true, true]), 'METRICS_PROBABILITY', 'image 1 is 3'],
  ['NaN', () => coverageCurve([NaN], [true]), 'METRICS_PROBABILITY', 'image 0 is NaN'],
  ['a curve of others', () => coverageCurve([1], []), 'METRICS_SHAPE', '0 labels but 1 values'],
])('refuses %s', (_, slip, code, words) => {
  const message = expect.stringContaining(words) as string;
  expect(slip).toThrowError(expect.objectContaining({ name: 'MetricsError', code, message }));
});
