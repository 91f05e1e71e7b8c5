import { MetricsError } from './metrics-error.js';
import { checkConfidences, checkSameLength, checkWeights } from './predictions.js';

/** The images whose confidence lies in one interval; plain data. */
export interface CalibrationBin {
  /** Confidences above `low` and up to `high`; 0 belongs to the first bin. */
  readonly low: number;
  readonly high: number;
  readonly images: number;
  /** The mean confidence of its images; NaN where there are none. */
  readonly confidence: number;
  /** The part of its images that is right; NaN where there are none. */
  readonly accuracy: number;
}

/** The number of bins where nothing else is said, that of Guo et al. 2017. */
export const usualBins = 15;

/**
 * The bins of a reliability diagram, of equal width over 0 … 1 (Guo et al. 2017, "On Calibration of
 * Modern Neural Networks").
 *
 * @param confidences - of each image, the probability of the class that it is called, `(N,)`
 * @param right - of each image, whether that class is the true one, `(N,)`
 * @param weights - how often each image counts, `(N,)`; default: once
 * @throws MetricsError when the lengths differ, a confidence is no probability or `bins` no integer
 *   from 1.
 */
export function calibrationBins(
  confidences: ArrayLike<number>,
  right: readonly boolean[],
  { bins = usualBins, weights }: { bins?: number; weights?: ArrayLike<number> | undefined } = {},
): CalibrationBin[] {
  checkSameLength(right, confidences);
  checkConfidences(confidences);
  checkWeights(right, weights);
  if (!Number.isInteger(bins) || bins < 1) {
    throw new MetricsError('METRICS_SHAPE', `found ${bins} bins, expected an integer from 1`);
  }
  const images = new Float64Array(bins);
  const confidence = new Float64Array(bins);
  const hits = new Float64Array(bins);
  for (let image = 0; image < right.length; image += 1) {
    const weight = weights === undefined ? 1 : Number(weights[image]);
    const bin = binOf(Number(confidences[image]), bins);
    images[bin] = Number(images[bin]) + weight;
    confidence[bin] = Number(confidence[bin]) + weight * Number(confidences[image]);
    if (right[image] === true) hits[bin] = Number(hits[bin]) + weight;
  }
  return Array.from(images, (count, bin) => ({
    ...{ low: bin / bins, high: (bin + 1) / bins, images: count },
    confidence: Number(confidence[bin]) / count,
    accuracy: Number(hits[bin]) / count,
  }));
}

/**
 * The expected calibration error: how far accuracy and mean confidence of the bins lie apart, each
 * bin weighted by its images. Of few images it is too large on average, as noise only adds to it.
 */
export function calibrationError(bins: readonly CalibrationBin[]): number {
  const filled = bins.filter(({ images }) => images > 0);
  const images = filled.reduce((sum, bin) => sum + bin.images, 0);
  const gaps = filled.map((bin) => bin.images * Math.abs(bin.accuracy - bin.confidence));
  return gaps.reduce((sum, gap) => sum + gap, 0) / images;
}

/** The bin of a confidence; above 1 by rounding is 1. */
export function binOf(confidence: number, bins: number): number {
  return Math.min(Math.max(Math.ceil(confidence * bins) - 1, 0), bins - 1);
}

/** What is answered where images of less confidence are left open; plain data. */
export interface CoveragePoint {
  /** The least confidence that is answered. */
  readonly minConfidence: number;
  /** The images that are answered. */
  readonly images: number;
  /** The part of all images that is answered, 0 … 1. */
  readonly coverage: number;
  /** The part of the answers that is right, 0 … 1. */
  readonly accuracy: number;
}

/**
 * The coverage–accuracy curve: how right the answers are when the least confident ones are left
 * open (El-Yaniv & Wiener 2010). One point for each confidence, from the highest down.
 *
 * @param confidences - of each image, the probability of the class that it is called, `(N,)`
 * @param right - of each image, whether that class is the true one, `(N,)`
 * @throws MetricsError when the lengths differ or a confidence is no probability.
 */
export function coverageCurve(
  confidences: ArrayLike<number>,
  right: readonly boolean[],
): CoveragePoint[] {
  checkSameLength(right, confidences);
  checkConfidences(confidences);
  const ranked = right
    .map((hit, image) => ({ hit, confidence: Number(confidences[image]) }))
    .toSorted((a, b) => b.confidence - a.confidence);
  const points: CoveragePoint[] = [];
  let hits = 0;
  ranked.forEach(({ hit, confidence }, at) => {
    hits += Number(hit);
    if (ranked[at + 1]?.confidence === confidence) return;
    const images = at + 1;
    points.push({
      ...{ minConfidence: confidence, images },
      ...{ coverage: images / right.length, accuracy: hits / images },
    });
  });
  return points;
}
