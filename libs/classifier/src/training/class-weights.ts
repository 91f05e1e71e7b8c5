import { ClassifierError } from '../classifier-error.js';
import type { ClassWeights } from '../training-config.js';

/**
 * The class weights of a config in the order of the classes; a class that it does not name weighs 1.
 * `balanced` is scikit-learn's n / (k · n_c), for n pictures, k classes and n_c pictures of the class.
 *
 * @param labels - class indices of the training pictures
 * @throws ClassifierError (`CLASSIFIER_OPTIONS`) for a class that does not exist, when all weigh 0,
 *   and for `balanced` when a class has no pictures.
 */
export function resolveClassWeights(
  weights: ClassWeights | undefined,
  classes: readonly string[],
  labels: readonly number[],
): number[] | undefined {
  if (weights === undefined) return undefined;
  if (weights === 'balanced') return balancedWeights(classes, labels);
  const unknown = Object.keys(weights).find((name) => !classes.includes(name));
  if (unknown !== undefined) {
    throw optionError(`there is no class "${unknown}"; the classes are ${classes.join(', ')}`);
  }
  const byName = new Map(Object.entries(weights));
  const values = classes.map((name) => byName.get(name) ?? 1);
  if (values.some((weight) => weight > 0)) return values;
  throw optionError('all classes weigh 0, so that nothing would be learned; give one a weight');
}

function balancedWeights(classes: readonly string[], labels: readonly number[]): number[] {
  return classes.map((name, index) => {
    const pictures = labels.filter((label) => label === index).length;
    if (pictures > 0) return labels.length / (classes.length * pictures);
    throw optionError(`"balanced" has no weight for ${name}, of which there is no picture`);
  });
}

function optionError(problem: string): ClassifierError {
  return new ClassifierError('CLASSIFIER_OPTIONS', `classWeights: ${problem}`);
}
