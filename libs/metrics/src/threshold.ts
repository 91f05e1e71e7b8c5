import { rocCurve, type Ranking } from './ranking.js';

/** By what a threshold is chosen. */
export type ThresholdRule =
  /** The least cost of all mistakes, of which the two kinds cost as much as is said. */
  | { readonly by: 'cost'; readonly falsePositive: number; readonly falseNegative: number }
  /** The two error rates as near to each other as can be. */
  | { readonly by: 'equal error' }
  /** The most images of the class found, of those called so at least this part being of the class. */
  | { readonly by: 'precision'; readonly precision: number };

/** A threshold, and what it does to the images on which it was chosen; plain data. */
export interface Threshold {
  /** Scores from here on are called positive; ∞ where none is. */
  readonly threshold: number;
  readonly falsePositiveRate: number;
  readonly truePositiveRate: number;
  /** NaN where nothing is called positive. */
  readonly precision: number;
}

/**
 * The threshold of a ranking that a rule chooses, of all that call images differently: the scores of
 * the images and ∞. Of equally good ones the highest. To be chosen on other images than those on which
 * its effect is measured.
 *
 * @returns `undefined` where no threshold fits: a precision that none reaches, or images of one kind only
 */
export function findThreshold(ranking: Ranking, rule: ThresholdRule): Threshold | undefined {
  const positives = ranking.positive.filter(Boolean).length;
  const negatives = ranking.positive.length - positives;
  if (positives === 0 || negatives === 0) return undefined;
  const points = rocCurve(ranking).map((point): Threshold => {
    // Whole images, so that rounding decides nothing: (1 / 49) · 49 is less than 1.
    const right = Math.round(point.truePositiveRate * positives);
    const wrong = Math.round(point.falsePositiveRate * negatives);
    return { ...point, precision: right / (right + wrong) };
  });
  const costOf = costs(rule, positives, negatives);
  const best = points.reduce<{ cost: number; point?: Threshold }>(
    (least, point) => (costOf(point) < least.cost ? { cost: costOf(point), point } : least),
    { cost: Infinity },
  );
  return best.point;
}

/** What a rule holds against a point; ∞ where it is not allowed. */
function costs(
  rule: ThresholdRule,
  positives: number,
  negatives: number,
): (point: Threshold) => number {
  switch (rule.by) {
    case 'cost':
      return ({ falsePositiveRate, truePositiveRate }) =>
        // Of whole images, so that rounding decides nothing.
        rule.falsePositive * Math.round(falsePositiveRate * negatives) +
        rule.falseNegative * Math.round((1 - truePositiveRate) * positives);
    case 'equal error':
      return ({ falsePositiveRate, truePositiveRate }) =>
        Math.abs(falsePositiveRate - (1 - truePositiveRate));
    case 'precision':
      return ({ precision, truePositiveRate }) =>
        precision >= rule.precision ? 1 - truePositiveRate : Infinity;
  }
}
