import { MetricsError } from './metrics-error.js';
import { checkPredictions, checkRows, type Predictions } from './predictions.js';

/** The smallest probability that float32 holds; less than it is written as 0. */
const smallest = 2 ** -149;

/** Of a step less than this the temperature is exact in float64 but for rounding. */
const tolerance = 1e-14;

/**
 * The temperature T by which logits are divided so that the cross-entropy is least (Guo et al. 2017,
 * "On Calibration of Modern Neural Networks"): above 1 where a model is too sure of itself. It changes
 * no answer, only how sure it is. To be fitted on pictures that the model was not trained on, and that
 * it is not measured on.
 *
 * The logits are the logarithms of the probabilities, which differ from a network's own by a constant
 * for each image. Of β = 1/T the cross-entropy is convex, so its minimum is where its derivative is 0.
 *
 * @returns `undefined` where there is no minimum: every image is called rightly (T would be 0), or the
 *   probabilities say nothing of the classes (T would be infinite)
 * @throws MetricsError as `crossEntropy`.
 */
export function fitTemperature(predictions: Predictions): number | undefined {
  checkPredictions(predictions);
  const images = logits(predictions);
  const slope = (beta: number): number => meanSlope(images, beta);
  const isTied = images.every(({ values, label }) =>
    values.every((value) => value <= Number(values[label])),
  );
  if (isTied || slope(0) >= 0) return undefined;
  let [low, high] = [0, 1];
  while (slope(high) < 0) [low, high] = [high, 2 * high];
  while (high - low > tolerance * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (slope(middle) < 0) low = middle;
    else high = middle;
  }
  return 2 / (low + high);
}

/**
 * Probabilities of logits divided by a temperature: p^(1/T) of each class, over their sum.
 *
 * @param probabilities - `(N, classes)`
 * @param classes - how many there are
 * @param temperature - above 0; 1 changes nothing but rounding
 * @throws MetricsError when the temperature is not above 0, or rows are not whole.
 */
export function applyTemperature(
  probabilities: ArrayLike<number>,
  classes: number,
  temperature: number,
): Float32Array<ArrayBuffer> {
  if (!(temperature > 0 && Number.isFinite(temperature))) {
    throw new MetricsError('METRICS_SHAPE', `the temperature is ${temperature}, expected above 0`);
  }
  checkRows(probabilities, classes);
  const scaled = new Float32Array(probabilities.length);
  for (let start = 0; start < scaled.length; start += classes) {
    const row = Array.from({ length: classes }, (_, index) => Number(probabilities[start + index]));
    scaled.set(softmax(logarithms(row), 1 / temperature), start);
  }
  return scaled;
}

interface Logits {
  readonly values: readonly number[];
  readonly label: number;
}

function logits({ labels, probabilities, classes }: Predictions): Logits[] {
  return Array.from(labels, (label, image) => ({
    label,
    values: logarithms(
      Array.from({ length: classes }, (_, index) => Number(probabilities[image * classes + index])),
    ),
  }));
}

function logarithms(row: readonly number[]): number[] {
  return row.map((p) => Math.log(Math.max(p, smallest)));
}

/** softmax(β·z) */
function softmax(values: readonly number[], beta: number): number[] {
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(beta * (value - largest)));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The derivative of the mean cross-entropy by β: the mean of Σ softmax(β·z)·z − z of the true class. */
function meanSlope(images: readonly Logits[], beta: number): number {
  const slopes = images.map(({ values, label }) => {
    const weights = softmax(values, beta);
    const own = Number(values[label]);
    return values.reduce((sum, value, index) => sum + Number(weights[index]) * (value - own), 0);
  });
  return slopes.reduce((sum, slope) => sum + slope, 0) / images.length;
}
