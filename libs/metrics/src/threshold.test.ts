import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankScores } from './ranking.js';
import { findThreshold, type ThresholdRule } from './threshold.js';

/** Of the class: 0.9, 0.8, 0.6, 0.3; others: 0.7, 0.5, 0.2, 0.1. */
const ranking = rankScores(
  [true, true, false, true, false, true, false, false],
  [0.9, 0.8, 0.7, 0.6, 0.5, 0.3, 0.2, 0.1],
);

describe('findThreshold', () => {
  it.each<[string, ThresholdRule, number]>([
    // From 0.6 on: 3 of 4 found, 1 other. From 0.8 on: 2 found, none other. From 0.3 on: all and 2.
    ['equal costs', { by: 'cost', falsePositive: 1, falseNegative: 1 }, 0.8],
    ['dear misses', { by: 'cost', falsePositive: 1, falseNegative: 5 }, 0.3],
    ['dear alarms', { by: 'cost', falsePositive: 5, falseNegative: 1 }, 0.8],
    ['equal error', { by: 'equal error' }, 0.6],
    ['a precision of 3/4', { by: 'precision', precision: 0.75 }, 0.6],
    ['a precision of 1', { by: 'precision', precision: 1 }, 0.8],
    ['a precision of 2/3', { by: 'precision', precision: 2 / 3 }, 0.3],
  ])('is by hand, of %s', (_, rule, threshold) => {
    expect(findThreshold(ranking, rule)?.threshold).toBe(threshold);
  });

  it('says what it does where it was chosen', () => {
    expect(findThreshold(ranking, { by: 'equal error' })).toEqual({
      ...{ threshold: 0.6, falsePositiveRate: 0.25, truePositiveRate: 0.75, precision: 0.75 },
    });
  });

  it('reaches exactly the precision that is wanted, however many images there are', () => {
    // One of 49 found, with one wrong: 1 / 49 · 49 is less than 1 in floating-point numbers.
    const positive = [
      true,
      false,
      ...new Array<boolean>(48).fill(true),
      ...new Array<boolean>(99).fill(false),
    ];
    const scores = [
      0.9,
      0.9,
      ...new Array<number>(48).fill(0.1),
      ...new Array<number>(99).fill(0.1),
    ];
    const rule = { by: 'precision', precision: 0.5 } as const;
    expect(findThreshold(rankScores(positive, scores), rule)).toEqual({
      ...{ threshold: 0.9, precision: 0.5, truePositiveRate: 1 / 49, falsePositiveRate: 1 / 100 },
    });
  });

  it('is not known of one kind of images, or of a precision that none reaches', () => {
    expect(findThreshold(rankScores([true, true], [0.1, 0.2]), { by: 'equal error' })).toBe(
      undefined,
    );
    const worst = rankScores([false, true], [0.9, 0.1]);
    expect(findThreshold(worst, { by: 'precision', precision: 0.9 })).toBe(undefined);
  });

  it('costs no more than any other threshold', () => {
    const images = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 9 })), {
      minLength: 2,
      maxLength: 30,
    });
    fc.assert(
      fc.property(images, fc.nat(5), fc.nat(5), (pairs, alarm, miss) => {
        const [positive, scores] = [pairs.map(([one]) => one), pairs.map(([, two]) => two / 10)];
        const rule = { by: 'cost', falsePositive: alarm, falseNegative: miss } as const;
        const found = findThreshold(rankScores(positive, scores), rule);
        if (found === undefined) return;
        const costOf = (threshold: number): number =>
          pairs.reduce((sum, [isPositive, score]) => {
            const called = score / 10 >= threshold;
            return sum + (called === isPositive ? 0 : called ? alarm : miss);
          }, 0);
        for (const other of [...scores, Infinity])
          expect(costOf(found.threshold)).toBeLessThanOrEqual(costOf(other));
      }),
    );
  });
});
