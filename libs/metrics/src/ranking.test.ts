import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  averagePrecision,
  precisionRecallCurve,
  rankScores,
  rocAuc,
  rocCurve,
  type Ranking,
} from './ranking.js';

/** Scores in eighths, so that many are equal, of images of both kinds. */
const scored = fc
  .array(fc.tuple(fc.boolean(), fc.nat(8)), { minLength: 2, maxLength: 40 })
  .map((pairs) => ({
    positive: pairs.map(([positive]) => positive),
    scores: pairs.map(([, eighths]) => eighths / 8),
  }))
  .filter(({ positive }) => positive.includes(true) && positive.includes(false));

const positive = [true, false, true, false];
const ranking = rankScores(positive, [0.9, 0.5, 0.5, 0.1]);

describe('by hand: of four pairs three are right and one is a tie', () => {
  test('areas', () => {
    expect(rocAuc(ranking)).toBe(3.5 / 4);
    // Half of the recall at precision 1, the other half at 2 of 3.
    expect(averagePrecision(ranking)).toBeCloseTo(0.5 * 1 + 0.5 * (2 / 3), 15);
  });

  test('curves', () => {
    expect(
      rocCurve(ranking).map((at) => [at.threshold, at.falsePositiveRate, at.truePositiveRate]),
    ).toEqual([
      [Infinity, 0, 0],
      [0.9, 0, 0.5],
      [0.5, 0.5, 1],
      [0.1, 1, 1],
    ]);
    expect(
      precisionRecallCurve(ranking).map((at) => [at.threshold, at.precision, at.recall]),
    ).toEqual([
      [0.9, 1, 0.5],
      [0.5, 2 / 3, 1],
      [0.1, 0.5, 1],
    ]);
  });
});

test('the area is the part of pairs in the right order, ties counting half', () => {
  fc.assert(
    fc.property(scored, ({ positive, scores }) => {
      const of = (kind: boolean): number[] => scores.filter((_, image) => positive[image] === kind);
      const pairs = of(true).flatMap((a) => of(false).map((b) => (Math.sign(a - b) + 1) / 2));
      const part = pairs.reduce((sum, pair) => sum + pair, 0) / pairs.length;
      expect(rocAuc(rankScores(positive, scores))).toBeCloseTo(part, 12);
    }),
  );
});

test('a monotone map of the scores changes no area, one that turns them swaps the classes', () => {
  fc.assert(
    fc.property(scored, ({ positive, scores }) => {
      const before = rankScores(positive, scores);
      const mapped = rankScores(
        positive,
        scores.map((score) => Math.exp(3 * score) - 7),
      );
      expect(rocAuc(mapped)).toBe(rocAuc(before));
      expect(averagePrecision(mapped)).toBe(averagePrecision(before));
      const negative = positive.map((each) => !each);
      const turned = scores.map((score) => 1 - score);
      expect(rocAuc(rankScores(negative, turned))).toBeCloseTo(rocAuc(before), 12);
      expect(rocAuc(rankScores(negative, scores))).toBeCloseTo(1 - rocAuc(before), 12);
    }),
  );
});

test('an image of weight w counts as w images', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 40, maxLength: 40 });
  fc.assert(
    fc.property(scored, weights, ({ positive, scores }, of) => {
      const used = of.slice(0, scores.length);
      const repeated = used.flatMap((weight, image) => new Array<number>(weight).fill(image));
      const copies = rankScores(
        repeated.map((image) => positive[image]!),
        repeated.map((image) => scores[image]!),
      );
      const once = rankScores(positive, scores);
      expect(rocAuc(once, used)).toBeCloseTo(rocAuc(copies), 12);
      expect(averagePrecision(once, used)).toBeCloseTo(averagePrecision(copies), 12);
    }),
  );
});

test('the ROC curve climbs from (0, 0) to (1, 1), and its trapezoids have the area', () => {
  fc.assert(
    fc.property(scored, ({ positive, scores }) => {
      const ranked = rankScores(positive, scores);
      const curve = rocCurve(ranked);
      expect(curve.at(-1)).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 });
      const area = curve.slice(1).reduce((sum, point, at) => {
        const width = point.falsePositiveRate - curve[at]!.falsePositiveRate;
        expect(width).toBeGreaterThanOrEqual(0);
        return sum + (width * (point.truePositiveRate + curve[at]!.truePositiveRate)) / 2;
      }, 0);
      expect(area).toBeCloseTo(rocAuc(ranked), 12);
    }),
  );
});

test('images that do not count change no average precision, at the top of the ranking either', () => {
  const counted = rankScores([false, true, false, true], [0.9, 0.7, 0.5, 0.1]);
  const alone = rankScores([true, false, true], [0.7, 0.5, 0.1]);
  expect(averagePrecision(counted, [0, 1, 1, 1])).toBeCloseTo(averagePrecision(alone), 15);
});

test('of no images, curves have no steps', () => {
  const none = rankScores([], []);
  expect(rocCurve(none)).toEqual([
    { threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 },
  ]);
  expect(precisionRecallCurve(none)).toEqual([]);
});

test('one kind alone has no area under the ROC curve', () => {
  const alone = (kind: boolean): Ranking => rankScores([kind, kind], [0.5, 0.25]);
  expect([rocAuc(alone(true)), rocAuc(alone(false))]).toEqual([NaN, NaN]);
  expect([averagePrecision(alone(true)), averagePrecision(alone(false))]).toEqual([1, NaN]);
});

test.each([
  ['NaN', () => rankScores([true, false], [1, NaN]), 'METRICS_PROBABILITY', 'image 1 is NaN'],
  ['NaN first', () => rankScores([true], [NaN]), 'METRICS_PROBABILITY', 'image 0 is NaN'],
  ['other lengths', () => rankScores([true], []), 'METRICS_SHAPE', '1 labels but 0 values'],
  ['too few weights', () => rocAuc(ranking, [1]), 'METRICS_SHAPE', '4 labels but 1 values'],
  ['too many weights', () => averagePrecision(ranking, [1, 1, 1, 1, 1]), 'METRICS_SHAPE', '5 v'],
])('refuses %s', (_, slip, code, words) => {
  const message = expect.stringContaining(words) as string;
  expect(slip).toThrowError(expect.objectContaining({ name: 'MetricsError', code, message }));
});
