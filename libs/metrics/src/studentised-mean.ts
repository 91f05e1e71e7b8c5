import { createRandom } from '@gender/core';
import {
  checkResamples,
  clusterMembers,
  usualResamples,
  type BootstrapOptions,
} from './bootstrap.js';
import { checkConfidence, usualConfidence, type Interval } from './proportion.js';

/** What is known of one cluster, or summed over some. */
interface Sums {
  readonly value: number;
  readonly images: number;
  readonly squares: number;
  readonly products: number;
  readonly imageSquares: number;
}

/**
 * The interval of a mean over images by the studentised bootstrap (bootstrap-t; Hall 1988, "Theoretical
 * Comparison of Bootstrap Confidence Intervals"): resamples say by how many of their own standard errors
 * their means are off. Of few and skewed values, such as losses, it holds more often than BCa. Where images
 * come in clusters, whole clusters are drawn, and the mean is a ratio of two sums.
 *
 * @param values - `(N,)`
 * @param range - the least and the largest value that there can be, within which limits are
 * @returns undefined where values do not differ between clusters
 * @throws MetricsError as `bootstrapIntervals`.
 */
export function studentisedMean(
  values: Float64Array,
  range: readonly [least: number, largest: number],
  options: BootstrapOptions = {},
): Interval | undefined {
  const { confidence = usualConfidence, resamples = usualResamples, seed = 0 } = options;
  checkResamples(resamples);
  checkConfidence(confidence);
  const clusters = clusterMembers(values.length, options.clusters).map((members) => {
    const value = members.reduce((sum, image) => sum + Number(values[image]), 0);
    return sumsOf(value, members.length);
  });
  const { mean, error } = meanOf(clusters);
  if (!(error > 0)) return undefined;
  const random = createRandom(seed).fork('studentised mean');
  const off = Array.from({ length: resamples }, () => {
    const drawn = meanOf(clusters, () => random.integer(clusters.length));
    return (drawn.mean - mean) / drawn.error;
  });
  // Clusters that do not differ have no standard error: another mean of theirs is infinitely far off.
  const sorted = Float64Array.from(off.filter((each) => !Number.isNaN(each))).sort();
  if (sorted.length === 0) return undefined;
  const tail = (1 - confidence) / 2;
  const limit = (p: number): number => {
    const place = Math.round(p * (sorted.length + 1)) - 1;
    const quantile = Number(sorted[Math.min(Math.max(place, 0), sorted.length - 1)]);
    return Math.min(Math.max(mean - quantile * error, range[0]), range[1]);
  };
  return { low: limit(1 - tail), high: limit(tail) };
}

function sumsOf(value: number, images: number): Sums {
  return {
    ...{ value, images, squares: value * value, products: value * images },
    imageSquares: images * images,
  };
}

/**
 * The mean over the images of as many clusters, and its standard error, by which clusters differ from it.
 *
 * @param draw - which cluster is next; default: each in turn
 */
function meanOf(
  clusters: readonly Sums[],
  draw = (turn: number): number => turn,
): { mean: number; error: number } {
  let [value, images, squares, products, imageSquares] = [0, 0, 0, 0, 0];
  for (let turn = 0; turn < clusters.length; turn += 1) {
    const cluster = clusters[draw(turn)];
    if (cluster === undefined) continue;
    value += cluster.value;
    images += cluster.images;
    squares += cluster.squares;
    products += cluster.products;
    imageSquares += cluster.imageSquares;
  }
  const mean = value / images;
  // Σ (value − mean · images)² over the clusters; rounding may take it below 0, or leave a trace of nothing.
  const residual = squares - 2 * mean * products + mean ** 2 * imageSquares;
  const count = clusters.length;
  const isTrace = residual <= 1e-12 * squares;
  return {
    mean,
    error: isTrace ? 0 : Math.sqrt((count / (count - 1)) * residual) / images,
  };
}
