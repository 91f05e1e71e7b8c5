import { required } from '@gender/core';
import { normalQuantile, studentQuantile } from './distributions.js';
import { MetricsError } from './metrics-error.js';
import { checkSameLength } from './predictions.js';

/** Where a figure lies with a stated confidence. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The confidence of intervals where nothing else is said. */
export const usualConfidence = 0.95;

/**
 * Wilson's score interval of a proportion (Wilson 1927), without continuity correction, as
 * `statsmodels.stats.proportion.proportion_confint(method='wilson')` and SciPy's
 * `binomtest(…).proportion_ci('wilson')` compute it.
 *
 * @param successes - 0 … trials; need not be whole, as an effective number is not
 * @param trials - above 0
 * @throws MetricsError when there are no trials, more successes than trials, or `confidence` is not
 *   between 0 and 1.
 *
 * @example
 * wilsonInterval(623, 662); // { low: 0.9205…, high: 0.9566… }
 */
export function wilsonInterval(
  successes: number,
  trials: number,
  confidence = usualConfidence,
): Interval {
  if (!(trials > 0)) {
    throw new MetricsError('METRICS_EMPTY', `found ${trials} trials, expected a number above 0`);
  }
  if (!(successes >= 0 && successes <= trials)) {
    throw new MetricsError(
      'METRICS_SHAPE',
      `found ${successes} successes of ${trials} trials, expected 0 … ${trials}`,
    );
  }
  checkConfidence(confidence);
  const z2 = normalQuantile((1 + confidence) / 2) ** 2;
  const p = successes / trials;
  const centre = (successes + z2 / 2) / (trials + z2);
  const half = (Math.sqrt(z2) / (trials + z2)) * Math.sqrt(trials * p * (1 - p) + z2 / 4);
  return {
    low: successes === 0 ? 0 : centre - half,
    high: successes === trials ? 1 : centre + half,
  };
}

/** @throws MetricsError unless the confidence of an interval is above 0 and below 1. */
export function checkConfidence(confidence: number): void {
  if (confidence > 0 && confidence < 1) return;
  throw new MetricsError(
    'METRICS_PROBABILITY',
    `found the confidence ${confidence}, expected one between 0 and 1, such as ${usualConfidence}`,
  );
}

/** A part of some images, with its interval; plain data. */
export interface Proportion {
  /** Of how many images. */
  readonly images: number;
  /** The part, 0 … 1. */
  readonly rate: number;
  readonly interval: Interval;
}

/**
 * The part of images of which something is true, with Wilson's interval. Where images come in
 * clusters, such as several of one person, the interval is that of the effective number of images
 * (Kish 1965: n divided by the design effect of the ratio estimator), with Student's t on the
 * number of clusters less one in place of the normal quantile (Korn & Graubard 1998). Where all
 * images agree, nothing shows how alike those of one person are, and each cluster counts as one. Nor do
 * clusters that are more alike than chance makes them count as more images than there are (Parker et
 * al. 2017, NCHS Data Presentation Standards for Proportions).
 *
 * @param hits - of each image, whether it is so, `(N,)`
 * @param clusters - of each image, which cluster it belongs to, an integer from 0, `(N,)`
 * @throws MetricsError when there are no images, or the lengths differ.
 */
export function proportion(
  hits: readonly boolean[],
  clusters?: ArrayLike<number>,
  confidence = usualConfidence,
): Proportion {
  const images = hits.length;
  const successes = hits.reduce((sum, hit) => sum + Number(hit), 0);
  if (images === 0 || clusters === undefined) {
    const interval = wilsonInterval(successes, images, confidence);
    return { images, rate: successes / images, interval };
  }
  checkSameLength(hits, clusters);
  const rate = successes / images;
  const effective = effectiveImages(hits, clusters, successes, confidence);
  return { images, rate, interval: wilsonInterval(rate * effective, effective, confidence) };
}

function effectiveImages(
  hits: readonly boolean[],
  clusters: ArrayLike<number>,
  successes: number,
  confidence: number,
): number {
  const images = hits.length;
  const rate = successes / images;
  // N · (hits of the cluster − its images · rate): whole numbers, so that equal rates differ by 0.
  const sums = new Map<number, number>();
  hits.forEach((hit, image) => {
    const cluster = required(clusters[image], 'the cluster of an image');
    const residual = (hit ? images : 0) - successes;
    const before = sums.get(cluster);
    sums.set(cluster, before === undefined ? residual : before + residual);
  });
  const count = sums.size;
  if (count === 1) return count;
  const squares = [...sums.values()].reduce((sum, value) => sum + value * value, 0);
  const variance = ((count / (count - 1)) * squares) / images ** 4;
  // All images agree, or all clusters.
  if (variance === 0) return count;
  const upper = (1 + confidence) / 2;
  const widening = studentQuantile(upper, count - 1) / normalQuantile(upper);
  return Math.min(images, (rate * (1 - rate)) / (variance * widening ** 2));
}

/**
 * The interval of the difference a − b of two proportions from the intervals of each, by Newcombe's
 * hybrid score method (Newcombe 1998, method 10; with other intervals: MOVER).
 */
export function differenceInterval(a: Proportion, b: Proportion): Interval {
  const difference = a.rate - b.rate;
  const below = Math.hypot(a.rate - a.interval.low, b.interval.high - b.rate);
  const above = Math.hypot(a.interval.high - a.rate, b.rate - b.interval.low);
  return { low: difference - below, high: difference + above };
}
