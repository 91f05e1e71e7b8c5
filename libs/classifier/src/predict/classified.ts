import { required, zip } from '@gender/core';
import { applyTemperature } from '@gender/metrics';
import { ClassifierError } from '../classifier-error.js';

/** What a picture shows. */
export interface Classified {
  /** The most probable class. */
  readonly label: string;
  /** The probability of each class, by name; they sum to 1. */
  readonly probabilities: Readonly<Record<string, number>>;
}

/** What calibrated probabilities are made with: logits are divided by it. */
export function requireTemperature(temperature: number | undefined, model: string): number {
  if (temperature !== undefined) return temperature;
  throw new ClassifierError(
    'CLASSIFIER_UNCALIBRATED',
    `${model} has no temperature, by which probabilities are calibrated; train it again, on validation pictures of which it gets some wrong, or take its probabilities as they are`,
  );
}

/**
 * What the outputs for one picture say.
 *
 * @param values - a probability for each class, in their order
 * @param temperature - by which probabilities are calibrated; default: they stay as they are
 */
export function classified(
  values: Float32Array,
  classes: readonly string[],
  temperature?: number,
): Classified {
  const label = required(
    classes[values.indexOf(Math.max(...values))],
    `the most probable class of ${[...values].join(', ')}`,
  );
  const probabilities =
    temperature === undefined ? values : applyTemperature(values, classes.length, temperature);
  return { label, probabilities: Object.fromEntries(zip(classes, probabilities)) };
}
