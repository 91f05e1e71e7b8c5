import { formatShape, type Float32Tensor } from '@gender/tensor';
import { EvaluationError } from '../evaluation-error.js';

/** A class and how probable it is. */
export interface RankedClass {
  readonly name: string;
  readonly probability: number;
}

/**
 * The most probable classes of each picture; of equal ones the first in the network's order first.
 *
 * @param output - `(N, …)`, one probability for each class
 * @throws EvaluationError (`RECOGNISER_CLASSES`) when there are other classes than probabilities.
 */
export function rankClasses(
  model: string,
  output: Float32Tensor | undefined,
  classes: readonly string[],
  top: number,
): RankedClass[][] {
  const { shape, data } = output ?? { shape: [0], data: new Float32Array() };
  const [pictures = 0, ...rest] = shape;
  if (data.length !== pictures * classes.length) {
    throw new EvaluationError(
      'RECOGNISER_CLASSES',
      `${model} gives values of shape ${formatShape(rest)} for ${classes.length} class names; expected one for each`,
    );
  }
  return Array.from({ length: pictures }, (_, picture) => {
    const start = picture * classes.length;
    return classes
      .map((name, index) => ({ name, probability: data[start + index] ?? 0 }))
      .sort((one, other) => other.probability - one.probability)
      .slice(0, top);
  });
}
