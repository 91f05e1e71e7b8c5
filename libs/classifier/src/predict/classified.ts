import { required, zip } from '@gender/core';

/** What a picture shows. */
export interface Classified {
  /** The most probable class. */
  readonly label: string;
  /** The probability of each class, by name; they sum to 1. */
  readonly probabilities: Readonly<Record<string, number>>;
}

/**
 * What the outputs for one picture say.
 *
 * @param values - a probability for each class, in their order
 */
export function classified(values: Float32Array, classes: readonly string[]): Classified {
  const label = required(
    classes[values.indexOf(Math.max(...values))],
    `the most probable class of ${[...values].join(', ')}`,
  );
  return { label, probabilities: Object.fromEntries(zip(classes, values)) };
}
