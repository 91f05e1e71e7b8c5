import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareFigures, figureNames, measureFigures, type Called } from './figures.js';

/** Four pictures of two classes, the third called wrongly. */
const four: Called = {
  ...{ classes: 2, labels: [0, 0, 1, 1], predicted: [0, 0, 0, 1] },
  probabilities: [0.75, 0.25, 0.75, 0.25, 0.75, 0.25, 0.25, 0.75],
};

/** Two to thirty pictures of three classes, of which each has one. */
const called = fc
  .array(fc.tuple(fc.nat(2), fc.nat(2), fc.nat(3)), { minLength: 0, maxLength: 27 })
  .map((drawn): Called => {
    const images = [[0, 0, 3] as const, [1, 1, 2] as const, [2, 2, 1] as const, ...drawn];
    return {
      classes: 3,
      labels: images.map(([label]) => label),
      predicted: images.map(([, predicted]) => predicted),
      probabilities: images.flatMap(([, predicted, tenths]) =>
        [0, 1, 2].map((index) => (index === predicted ? 0.4 + tenths / 10 : 0.3 - tenths / 20)),
      ),
    };
  });

describe('measureFigures', () => {
  test('by hand', () => {
    const { overall, perClass } = measureFigures(four, { resamples: 0 });
    const loss = (3 * -Math.log(0.75) - Math.log(0.25)) / 4;
    const expected = {
      crossEntropy: loss,
      // Three of (1 − 0.75)², one of 0.75².
      brierScore: (3 * 0.0625 + 0.5625) / 4,
      balancedAccuracy: (1 + 0.5) / 2,
      // (2 · 1 − 0 · 1) / √(2 · 2 · 3 · 1)
      matthewsCorrelation: 2 / Math.sqrt(12),
      // Of four pairs two are right and two are ties, whichever class is asked for.
      rocAuc: 0.75,
      // Of the first class both at 2 of 3; of the second half at 1 of 1, half at 2 of 4.
      averagePrecision: (2 / 3 + 0.75) / 2,
      calibrationError: 0,
    };
    expect(Object.keys(overall)).toEqual([...figureNames]);
    for (const name of figureNames) expect(overall[name]!.value).toBeCloseTo(expected[name], 14);
    expect(perClass.map(({ f1 }) => f1!.value)).toEqual([4 / 5, 2 / 3]);
    expect(overall.crossEntropy).not.toHaveProperty('interval');
  });

  test('leaves out what is not defined where a class has no images', () => {
    const alone = { ...four, labels: [0, 0, 0, 0] };
    const { overall, perClass } = measureFigures(alone, { resamples: 0 });
    expect(figureNames.filter((name) => !(name in overall))).toEqual([
      'rocAuc',
      'averagePrecision',
    ]);
    expect(perClass.map((figures) => Object.keys(figures))).toEqual([
      ['f1', 'averagePrecision'],
      [],
    ]);
  });

  test('the order of the images changes no figure', () => {
    fc.assert(
      fc.property(called, ({ labels, predicted, probabilities, classes }) => {
        const places = Array.from(labels, (_, image) => labels.length - 1 - image);
        const turned: Called = {
          classes,
          labels: places.map((image) => labels[image]!),
          predicted: places.map((image) => predicted[image]!),
          probabilities: places.flatMap((image) =>
            [0, 1, 2].map((index) => probabilities[image * 3 + index]!),
          ),
        };
        const before = measureFigures({ labels, predicted, probabilities, classes }, none);
        const after = measureFigures(turned, none);
        for (const name of figureNames) {
          expect(after.overall[name]!.value).toBeCloseTo(before.overall[name]!.value, 12);
        }
      }),
    );
  });
});

const none = { resamples: 0 };

describe('compareFigures', () => {
  test('turned around has the opposite differences', () => {
    fc.assert(
      fc.property(called, (first) => {
        const second = { ...first, predicted: first.labels };
        const [a, b] = [compareFigures(first, second, none), compareFigures(second, first, none)];
        expect(a.accuracy.value).toBeCloseTo(-b.accuracy.value, 14);
        for (const name of figureNames) {
          expect(a.overall[name]!.value).toBeCloseTo(-b.overall[name]!.value, 14);
        }
      }),
    );
  });

  test('is what the figures of each differ by', () => {
    const other = { ...four, probabilities: [0.5, 0.5, 0.75, 0.25, 0.5, 0.5, 0, 1] };
    const { accuracy, overall } = compareFigures(other, four, { resamples: 200 });
    expect(accuracy).toEqual({ value: 0 });
    const [a, b] = [measureFigures(other, none).overall, measureFigures(four, none).overall];
    for (const name of figureNames) {
      expect(overall[name]!.value).toBeCloseTo(a[name]!.value - b[name]!.value, 14);
    }
    const { value, interval } = overall.brierScore!;
    expect(interval!.low).toBeLessThanOrEqual(value);
    expect(interval!.high).toBeGreaterThanOrEqual(value);
  });

  test.each([
    ['other labels', { ...four, labels: [0, 1, 1, 1] }, 'METRICS_LABEL', 'label of image 1 is 0'],
    ['other lengths', { ...four, labels: [0, 0] }, 'METRICS_SHAPE', '4 labels but 2 values'],
    ['an unknown call', { ...four, predicted: [0, 0, 0, 2] }, 'METRICS_LABEL', 'image 3 is 2'],
  ])('refuses %s', (_, second, code, words) => {
    const message = expect.stringContaining(words) as string;
    expect(() => compareFigures(four, second, none)).toThrowError(
      expect.objectContaining({ name: 'MetricsError', code, message }),
    );
  });
});
