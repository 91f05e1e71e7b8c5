import { formatShape, type Float32Tensor } from '@gender/tensor';
import { required } from '@gender/core';
import { ClassifierError } from '../classifier-error.js';

/** A class and how probable it is. */
export interface RankedClass {
  readonly name: string;
  readonly probability: number;
}

/**
 * The most probable classes of each picture; of equal ones the first in the network's order first.
 *
 * @param output - `(N, …)`, one probability for each class
 * @throws ClassifierError (`RECOGNISER_CLASSES`) when there are other classes than probabilities.
 */
export function rankClasses(
  model: string,
  { shape, data }: Float32Tensor,
  classes: readonly string[],
  top: number,
): RankedClass[][] {
  const [pictures = 0, ...rest] = shape;
  if (data.length !== pictures * classes.length) {
    throw new ClassifierError(
      'RECOGNISER_CLASSES',
      `${model} gives values of shape ${formatShape(rest)} for ${classes.length} class names; expected one for each`,
    );
  }
  return Array.from({ length: pictures }, (_, picture) => {
    const start = picture * classes.length;
    return classes
      .map((name, index) => ({
        name,
        probability: required(data[start + index], `the value of ${name}`),
      }))
      .sort((one, other) => other.probability - one.probability)
      .slice(0, top);
  });
}
