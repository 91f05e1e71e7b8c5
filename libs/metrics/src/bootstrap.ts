import { createRandom, required } from '@gender/core';
import { normalCdf, normalQuantile, studentQuantile } from './distributions.js';
import { MetricsError } from './metrics-error.js';
import { checkConfidence, usualConfidence, type Interval } from './proportion.js';

/** Resamples that are drawn where nothing else is said; Efron & Tibshirani 1993 want 1 000 for limits. */
export const usualResamples = 2000;

/** Images are left out in at most so many blocks; the acceleration of more is the same but slower. */
const largestJackknife = 400;

export interface BootstrapOptions {
  readonly confidence?: number | undefined;
  /** @default 2000; 0: no intervals */
  readonly resamples?: number | undefined;
  readonly seed?: number | undefined;
  /** Of each image, which cluster it belongs to, an integer from 0, `(N,)`; default: none is with another. */
  readonly clusters?: ArrayLike<number> | undefined;
}

/**
 * The figures of a set of images, each of which counts as often as its weight says, `(N,)`; NaN where
 * a figure is not defined.
 */
export type Statistic = (weights: Float64Array) => readonly number[];

/**
 * Intervals of several figures at once by the bootstrap, bias-corrected and accelerated (BCa; Efron
 * 1987): the same resamples for all. Where images come in clusters, such as several of one person,
 * whole clusters are drawn. Limits lie a little farther out than the quantiles of BCa, as resamples of n
 * things spread less than samples do: by √(n / (n − 1)), and by Student's t with n − 1 degrees of
 * freedom in place of the normal distribution (Hesterberg 2015, "What Teachers Should Know About the
 * Bootstrap"). The same seed gives the same intervals.
 *
 * @param images - how many there are
 * @returns of each figure its interval; undefined where it is not defined, or where no resample
 *   differs, of which the bootstrap learns nothing
 * @throws MetricsError when there are no images, clusters do not fit, resamples are no whole number, or
 *   `confidence` is not between 0 and 1.
 */
export function bootstrapIntervals(
  statistic: Statistic,
  images: number,
  options: BootstrapOptions = {},
): (Interval | undefined)[] {
  const { confidence = usualConfidence, resamples = usualResamples, seed = 0 } = options;
  checkResamples(resamples);
  const members = clusterMembers(images, options.clusters);
  const estimates = statistic(new Float64Array(images).fill(1));
  checkConfidence(confidence);
  if (resamples === 0 || members.length === 1) return estimates.map(() => undefined);
  const tail = expandedTail(members.length, confidence);
  const drawn = Array.from(drawResamples(members, images, resamples, seed), statistic);
  const left = Array.from(jackknife(members, images), statistic);
  return estimates.map((estimate, figure) => {
    const column = (rows: readonly (readonly number[])[]): number[] =>
      rows.map((row) => required(row[figure], 'a figure of a resample')).filter(Number.isFinite);
    return bcaLimits(estimate, column(drawn), column(left), tail);
  });
}

/**
 * The BCa interval of a figure from its values on resamples and on the jackknife, as SciPy's
 * `bootstrap(method='BCa')` computes it from the same resamples.
 *
 * @param estimate - the figure of all images
 * @param resampled - the figure of each resample
 * @param left - the figure without each image, cluster or block of clusters
 * @throws MetricsError when `confidence` is not between 0 and 1.
 */
export function bcaInterval(
  estimate: number,
  resampled: readonly number[],
  left: readonly number[],
  confidence = usualConfidence,
): Interval | undefined {
  checkConfidence(confidence);
  return bcaLimits(estimate, resampled, left, (1 - confidence) / 2);
}

/** @throws MetricsError when the number of resamples is no whole one. */
export function checkResamples(resamples: number): void {
  if (Number.isInteger(resamples) && resamples >= 0) return;
  throw new MetricsError('METRICS_SHAPE', `found ${resamples} resamples, expected 0, 1, 2 …`);
}

/** How far out limits from n things lie, as a probability of the normal distribution. */
function expandedTail(n: number, confidence: number): number {
  const t = studentQuantile((1 + confidence) / 2, n - 1);
  return normalCdf(-Math.sqrt(n / (n - 1)) * t);
}

/** The BCa interval that leaves so much out at each end. */
function bcaLimits(
  estimate: number,
  resampled: readonly number[],
  left: readonly number[],
  tail: number,
): Interval | undefined {
  const sorted = Float64Array.from(resampled).sort();
  const [least] = sorted;
  if (!Number.isFinite(estimate) || least === undefined || least === sorted.at(-1)) {
    return undefined;
  }
  const below = resampled.filter((value) => value < estimate).length;
  const upTo = resampled.filter((value) => value <= estimate).length;
  const bias = normalQuantile((below + upTo) / (2 * resampled.length));
  const acceleration = accelerationOf(left);
  const limit = (z: number): number => {
    const shifted = bias + z;
    const scale = 1 - acceleration * shifted;
    // So far out that the acceleration turns it around: nothing is farther than the extreme ones.
    if (scale <= 0) return quantileOf(sorted, shifted < 0 ? 0 : 1);
    return quantileOf(sorted, normalCdf(bias + shifted / scale));
  };
  // All resamples on one side of the estimate: the limits are then the extreme ones.
  if (!Number.isFinite(bias)) return { low: least, high: required(sorted.at(-1), 'the largest') };
  const z = normalQuantile(tail);
  return { low: limit(z), high: limit(-z) };
}

/** A sixth of the skewness of the jackknife's influence values; 0 where they do not differ. */
function accelerationOf(left: readonly number[]): number {
  const mean = left.reduce((sum, value) => sum + value, 0) / left.length;
  const influence = left.map((value) => mean - value);
  const squares = influence.reduce((sum, value) => sum + value ** 2, 0);
  const cubes = influence.reduce((sum, value) => sum + value ** 3, 0);
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

/** The quantile of sorted values by linear interpolation, as NumPy's `percentile`. */
function quantileOf(sorted: Float64Array, p: number): number {
  const place = p * (sorted.length - 1);
  const at = Math.floor(place);
  const value = required(sorted[at], 'the value at a quantile');
  return value + (place - at) * (Number(sorted[Math.min(at + 1, sorted.length - 1)]) - value);
}

/** The images of each cluster, in the order in which clusters first appear. */
export function clusterMembers(images: number, clusters?: ArrayLike<number>): number[][] {
  if (images === 0) {
    throw new MetricsError('METRICS_EMPTY', 'there are no images to measure; pass at least one');
  }
  if (clusters === undefined) return Array.from({ length: images }, (_, image) => [image]);
  if (clusters.length !== images) {
    throw new MetricsError('METRICS_SHAPE', `${images} images but ${clusters.length} clusters`);
  }
  const members = new Map<number, number[]>();
  for (let image = 0; image < images; image += 1) {
    const cluster = Number(clusters[image]);
    const known = members.get(cluster);
    if (known === undefined) members.set(cluster, [image]);
    else known.push(image);
  }
  return [...members.values()];
}

/** How often each image counts, `(N,)`, in each resample in turn. */
function* drawResamples(
  members: readonly (readonly number[])[],
  images: number,
  resamples: number,
  seed: number,
): Generator<Float64Array> {
  const random = createRandom(seed).fork('bootstrap');
  for (let resample = 0; resample < resamples; resample += 1) {
    const weights = new Float64Array(images);
    for (let draw = 0; draw < members.length; draw += 1) {
      const cluster = required(members[random.integer(members.length)], 'a drawn cluster');
      for (const image of cluster) weights[image] = Number(weights[image]) + 1;
    }
    yield weights;
  }
}

/** Weights without each block of clusters in turn. */
function* jackknife(
  members: readonly (readonly number[])[],
  images: number,
): Generator<Float64Array> {
  const blocks = Math.min(members.length, largestJackknife);
  for (let block = 0; block < blocks; block += 1) {
    const weights = new Float64Array(images).fill(1);
    for (let at = block; at < members.length; at += blocks) {
      for (const image of required(members[at], 'a cluster')) weights[image] = 0;
    }
    yield weights;
  }
}
