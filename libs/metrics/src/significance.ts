import { required } from '@gender/core';
import { chiSquareTail, fairBinomialCdf } from './distributions.js';
import { MetricsError } from './metrics-error.js';
import { checkSameLength } from './predictions.js';

/** Whether two classifiers err on the same images; plain data. */
export interface McNemar {
  /** Images that only the first has right. */
  readonly onlyFirst: number;
  /** Images that only the second has right. */
  readonly onlySecond: number;
  /** The two-sided p of the exact binomial test, as statsmodels' `mcnemar(exact=True)`. */
  readonly exact: number;
  /** χ² with continuity correction, as statsmodels' `mcnemar(exact=False, correction=True)`. */
  readonly chiSquare: number;
  /** The p of χ² with one degree of freedom. */
  readonly chiSquareP: number;
}

/**
 * McNemar's test of two classifiers on the same images, which must be independent of each other.
 *
 * @param first - of each image, whether the first classifier is right, `(N,)`
 * @param second - of each image, whether the second is right, `(N,)`
 * @throws MetricsError when the lengths differ.
 */
export function mcnemar(first: readonly boolean[], second: readonly boolean[]): McNemar {
  checkSameLength(first, second);
  const onlyFirst = first.filter((right, image) => right && second[image] === false).length;
  const onlySecond = first.filter((right, image) => !right && second[image] === true).length;
  const differing = onlyFirst + onlySecond;
  if (differing === 0) return { onlyFirst, onlySecond, exact: 1, chiSquare: 0, chiSquareP: 1 };
  const exact = Math.min(1, 2 * fairBinomialCdf(Math.min(onlyFirst, onlySecond), differing));
  const chiSquare = (Math.abs(onlyFirst - onlySecond) - 1) ** 2 / differing;
  return { onlyFirst, onlySecond, exact, chiSquare, chiSquareP: chiSquareTail(chiSquare) };
}

/**
 * The p of several tests adjusted so that one false finding among all of them is as rare as each p
 * says (Holm 1979), as statsmodels' `multipletests(method='holm')`.
 *
 * @throws MetricsError when one is not in 0 … 1.
 */
export function holm(ps: readonly number[]): number[] {
  const broken = ps.find((p) => !(p >= 0 && p <= 1));
  if (broken !== undefined) {
    throw new MetricsError('METRICS_PROBABILITY', `found the p ${broken}, expected 0 … 1`);
  }
  const order = ps.map((p, test) => ({ p, test })).toSorted((a, b) => a.p - b.p);
  const adjusted = new Map<number, number>();
  let least = 0;
  order.forEach(({ p, test }, rank) => {
    least = Math.max(least, Math.min(1, p * (ps.length - rank)));
    adjusted.set(test, least);
  });
  return ps.map((_, test) => required(adjusted.get(test), 'the adjusted p of a test'));
}
