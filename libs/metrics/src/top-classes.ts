import { MetricsError } from './metrics-error.js';
import { checkRows } from './predictions.js';

/**
 * The most probable class of each image; on a tie the first, as `numpy.argmax`.
 *
 * @param probabilities - `(N, classes)`, row after row; logits serve as well
 * @returns class indices, `(N,)`
 * @throws MetricsError when the length is not a multiple of `classes`, or a value is NaN.
 */
export function topClasses(probabilities: ArrayLike<number>, classes: number): Int32Array {
  const images = checkRows(probabilities, classes);
  return Int32Array.from({ length: images }, (_, image) => topClass(probabilities, classes, image));
}

function topClass(probabilities: ArrayLike<number>, classes: number, image: number): number {
  let top = 0;
  for (let index = 0; index < classes; index += 1) {
    const value = Number(probabilities[image * classes + index]);
    if (Number.isNaN(value)) {
      throw new MetricsError(
        'METRICS_PROBABILITY',
        `probability ${index} of image ${image} is NaN, expected a number`,
      );
    }
    if (value > Number(probabilities[image * classes + top])) top = index;
  }
  return top;
}
