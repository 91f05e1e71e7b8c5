import { createRandom } from '@gender/core';
import { binOf, usualBins } from './calibration.js';
import { normalCdf, normalDensity, studentQuantile } from './distributions.js';
import { checkConfidence, type Interval } from './proportion.js';

/** An estimate of the expected calibration error that noise does not raise. */
export interface CalibrationEstimate {
  /** Not below 0. */
  readonly error: number;
  /** What each cluster adds to the plug-in estimate beyond its share of it, `(clusters,)`; the sum is 0. */
  readonly influence: Float64Array;
  /** Absent of a difference: what is found, with what noise adds, and the standard error of the gap of each bin. */
  readonly noise?: { readonly found: number; readonly deviations: readonly number[] };
}

/** Draws of the noise of a calibrated model. */
const NULL_DRAWS = 4000;

/**
 * The expected calibration error without what noise adds to it. In each bin |accuracy − confidence| is too large
 * on average, as noise never cancels in an absolute value; what it adds is estimated as if the gap of the bin
 * were normal about the one that was found, and taken off (Kumar, Liang & Ma 2019, "Verified Uncertainty
 * Calibration", § 5), with the variance between clusters in place of the binomial one.
 *
 * @param confidences - of each image, the probability of the class that it is called, `(N,)`
 * @param right - of each image, whether that class is the true one, `(N,)`
 * @param clusters - of each image, which cluster it belongs to, an integer from 0; default: none is with another
 */
export function debiasedCalibration(
  confidences: ArrayLike<number>,
  right: readonly boolean[],
  clusters?: ArrayLike<number>,
): CalibrationEstimate {
  const images = right.length;
  const numbers = new Map<number, number>();
  const rows = right.map((_, image) => {
    const cluster = clusters === undefined ? image : Number(clusters[image]);
    const row = numbers.get(cluster) ?? numbers.size;
    numbers.set(cluster, row);
    return row;
  });
  const count = numbers.size;
  // Of each cluster the sum of right − confidence in each bin, (clusters, bins), and its images.
  const sums = new Float64Array(count * usualBins);
  const sizes = new Float64Array(count);
  rows.forEach((row, image) => {
    const confidence = Number(confidences[image]);
    const at = row * usualBins + binOf(confidence, usualBins);
    sums[at] = Number(sums[at]) + Number(right[image]) - confidence;
    sizes[row] = Number(sizes[row]) + 1;
  });
  let [error, found] = [0, 0];
  const deviations: number[] = [];
  const influence = new Float64Array(count);
  for (let bin = 0; bin < usualBins; bin += 1) {
    const ofBin = Float64Array.from(sizes, (_, row) => Number(sums[row * usualBins + bin]));
    const gap = ofBin.reduce((sum, value) => sum + value, 0) / images;
    const residuals = ofBin.map((value, row) => (value - gap * Number(sizes[row])) / images);
    const deviation = standardError(residuals);
    deviations.push(deviation);
    found += Math.abs(gap);
    error += 2 * Math.abs(gap) - foldedMean(Math.abs(gap), deviation);
    residuals.forEach((value, row) => {
      influence[row] = Number(influence[row]) + Math.sign(gap) * value;
    });
  }
  return { error: Math.max(error, 0), influence, noise: { found, deviations } };
}

/**
 * The interval of a debiased estimate, or of the difference of two, by Student's t with as many degrees of
 * freedom as there are clusters less one; undefined where all clusters are alike, or there is one. At 0, where an
 * error cannot be less, that is no longer normal: the interval begins at the least value where a calibrated model
 * would be found to be as far off by noise alone, with the probability that a limit may be passed.
 *
 * @param least - the least value that it can have
 */
export function calibrationInterval(
  { error, influence, noise }: CalibrationEstimate,
  { confidence, least }: { confidence: number; least: number },
): Interval | undefined {
  checkConfidence(confidence);
  const spread = standardError(influence);
  if (!(spread > 0)) return undefined;
  const level = (1 + confidence) / 2;
  const half = studentQuantile(level, influence.length - 1) * spread;
  const isNoise = noise !== undefined && noise.found <= noiseQuantile(noise.deviations, level);
  return { low: isNoise ? least : Math.max(error - half, least), high: error + half };
}

/** Below which what is found of a calibrated model is with a probability: Σ|X| of normal gaps of its bins. */
function noiseQuantile(deviations: readonly number[], level: number): number {
  const random = createRandom(0);
  const drawn = Float64Array.from({ length: NULL_DRAWS }, () =>
    deviations.reduce((sum, deviation) => sum + Math.abs(deviation * random.normal()), 0),
  ).sort();
  return Number(drawn[Math.ceil(level * NULL_DRAWS) - 1]);
}

/** The standard error of a sum of what clusters add to it; NaN of one cluster. */
function standardError(residuals: Float64Array): number {
  const count = residuals.length;
  return Math.sqrt((count / (count - 1)) * residuals.reduce((sum, value) => sum + value ** 2, 0));
}

/** The mean of |X| of a normal X: the folded normal distribution (Leone, Nelson & Nottingham 1961). */
function foldedMean(mean: number, deviation: number): number {
  if (!(deviation > 0)) return mean;
  const z = mean / deviation;
  return 2 * deviation * normalDensity(z) + mean * (2 * normalCdf(z) - 1);
}
