import { ClassifierError } from '../classifier-error.js';

/** What a picture of each class counts in the loss: by name, or so that all classes count alike. */
export type ClassWeights = 'balanced' | Readonly<Record<string, number>>;

/**
 * The weights in the order of the classes; a class without one counts 1. `balanced` is
 * scikit-learn's n / (k · n_c), for n pictures, k classes and n_c pictures of the class.
 *
 * @param labels - class indices of the training pictures
 * @throws ClassifierError (`CLASSIFIER_OPTIONS`) for a class that does not exist, a weight that is
 *   negative, and for `balanced` when a class has no pictures.
 */
export function resolveClassWeights(
  weights: ClassWeights | undefined,
  classes: readonly string[],
  labels: readonly number[],
): number[] | undefined {
  if (weights === undefined) return undefined;
  if (weights === 'balanced') return balanced(classes, labels);
  for (const [name, weight] of Object.entries(weights)) {
    if (!classes.includes(name)) {
      throw optionError(`there is no class "${name}"; the classes are ${classes.join(', ')}`);
    }
    if (!(weight >= 0 && weight < Infinity)) {
      throw optionError(`the weight of ${name} is ${weight}; it must be at least 0`);
    }
  }
  return classes.map((name) => weights[name] ?? 1);
}

function balanced(classes: readonly string[], labels: readonly number[]): number[] {
  return classes.map((name, index) => {
    const pictures = labels.filter((label) => label === index).length;
    if (pictures > 0) return labels.length / (classes.length * pictures);
    throw optionError(`"balanced" has no weight for ${name}, of which there is no picture`);
  });
}

function optionError(problem: string): ClassifierError {
  return new ClassifierError('CLASSIFIER_OPTIONS', `classWeights: ${problem}`);
}
