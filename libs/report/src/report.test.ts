import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { picture, plainReport, scikitExample } from '../test/hand-computed.js';
import { resultsOf, smallReport } from '../test/small-report.js';
import { confusionRows, makeReport } from './report.js';

/** Pictures of two classes, both among them, with few different probabilities, so that some tie. */
const rankedPictures = fc
  .array(fc.record({ label: fc.nat(1), tenths: fc.nat(10) }), { minLength: 2, maxLength: 30 })
  .filter((all) => new Set(all.map(({ label }) => label)).size === 2);

describe('the curves of a report', () => {
  test('of two classes are those of the last, of three those of each', () => {
    expect(plainReport(scikitExample).curves.map(({ name }) => name)).toEqual(['b']);
    const rows = [0, 1, 2].map((label) => ({
      ...{ file: `${label}.jpg`, label, predicted: label },
      probabilities: [0, 1, 2].map((index) => (index === label ? 0.5 : 0.25)),
    }));
    const { curves } = plainReport({ classes: ['a', 'b', 'c'], rows });
    expect(curves.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    // One picture is of the class and above both others, which are alike.
    for (const { roc, precisionRecall } of curves) {
      expect(roc.map((point) => [point.falsePositiveRate, point.truePositiveRate])).toEqual([
        [0, 0],
        [0, 1],
        [1, 1],
      ]);
      expect(precisionRecall).toEqual([
        { threshold: 0.5, precision: 1, recall: 1 },
        { threshold: 0.25, precision: 1 / 3, recall: 1 },
      ]);
    }
  });

  test('the area under the ROC curve stays the part of pairs in the right order, without points on lines', () => {
    fc.assert(
      fc.property(rankedPictures, (all) => {
        const rows = all.map(({ label, tenths }) => picture(label, tenths / 10));
        const [{ roc } = { roc: [] }] = plainReport({ classes: ['a', 'b'], rows }).curves;
        const area = roc.slice(1).reduce((sum, point, at) => {
          const width = point.falsePositiveRate - roc[at]!.falsePositiveRate;
          return sum + (width * (point.truePositiveRate + roc[at]!.truePositiveRate)) / 2;
        }, 0);
        const [of, others] = [1, 0].map((label) => all.filter((each) => each.label === label));
        const pairs = of!.flatMap((a) =>
          others!.map((b) => (Math.sign(a.tenths - b.tenths) + 1) / 2),
        );
        // Sums of at most 11 products of numbers up to 1.
        expect(area).toBeCloseTo(pairs.reduce((sum, pair) => sum + pair, 0) / pairs.length, 12);
      }),
    );
  });

  test('have about 100 points of many pictures, their ends among them', () => {
    const rows = Array.from({ length: 2000 }, (_, at) => picture(at % 2, (at + 1) / 2001));
    const [{ roc, precisionRecall } = { roc: [], precisionRecall: [] }] = plainReport({
      ...{ classes: ['a', 'b'], rows },
    }).curves;
    for (const points of [roc, precisionRecall]) {
      expect(points.length).toBeGreaterThan(90);
      expect(points.length).toBeLessThan(200);
      expect(points.at(-1)!.threshold).toBe(1 / 2001);
    }
    expect(roc[0]).toEqual({ threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 });
    expect(roc.at(-1)).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 });
    expect(precisionRecall[0]!.threshold).toBe(2000 / 2001);
    expect(precisionRecall.at(-1)).toMatchObject({ precision: 0.5, recall: 1 });
  });
});

describe('a report as data', () => {
  test('is the same for the same input, however long the epochs took', () => {
    const epoch = { epoch: 1, loss: 1, valLoss: 1, accuracy: 0, valAccuracy: 0 };
    const [quick, slow] = [1, 100].map((seconds) =>
      smallReport({ history: { bestEpoch: 1, epochs: [{ ...epoch, seconds }] } }),
    );
    expect(slow).toEqual(quick);
    expect(quick!.history!.epochs).toEqual([{ ...epoch, seconds: 0 }]);
  });

  test('holds what was given, and no keys for what was not', () => {
    const origin = { model: { file: 'm.h5' }, data: { split: 'test' } };
    const input = { title: 'T', results: scikitExample, origin, resamples: 0 };
    const keys = ['title', 'score', 'curves', 'suspectedLabels', 'origin'];
    expect(Object.keys(makeReport(input))).toEqual(keys);
    const report = makeReport({ ...input, temperature: 1, minConfidence: 0.7 });
    expect(report).toMatchObject({ title: 'T', temperature: 1, origin });
    // 0.8 and 0.9 of the four confidences 0.6, 0.65, 0.8 and 0.9 are answered, both rightly.
    expect(report.score.answered).toMatchObject({ images: 2, coverage: 0.5, accuracy: 1 });
  });

  test('counts labels that are probably wrong', () => {
    // Means of own labels: a (0.9 + 0.9 + 0.1) / 3, b 0.9; only the last is at least as sure of another.
    const rows = [
      picture(0, 0.1),
      picture(0, 0.1),
      picture(1, 0.9),
      picture(1, 0.9),
      picture(0, 0.9),
    ];
    expect(plainReport({ classes: ['a', 'b'], rows }).suspectedLabels).toBe(1);
    expect(plainReport({ classes: ['a', 'b'], rows: rows.slice(0, 4) }).suspectedLabels).toBe(0);
  });

  test('cannot be of no results', () => {
    expect(() => plainReport({ classes: ['a', 'b'], rows: [] })).toThrowError(
      expect.objectContaining({
        ...{ name: 'EvaluationError', code: 'RESULTS_EMPTY' },
        message: 'there are no results to score; pass at least one',
      }) as Error,
    );
  });
});

test('rows of a confusion matrix are parts of their class; of none there are none', () => {
  const rows = [picture(0, 0.25), picture(0, 0.25), picture(0, 0.25), picture(0, 0.75)];
  expect(confusionRows(plainReport({ classes: ['a', 'b'], rows }).score)).toEqual([
    {
      name: 'a',
      cells: [
        { count: 3, part: 0.75 },
        { count: 1, part: 0.25 },
      ],
    },
    {
      name: 'b',
      cells: [
        { count: 0, part: NaN },
        { count: 0, part: NaN },
      ],
    },
  ]);
  for (const { cells } of confusionRows(plainReport(resultsOf(['a', 'b'], 10)).score)) {
    expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(cells.reduce((sum, { part }) => sum + part, 0)).toBeCloseTo(1, 15);
  }
});
