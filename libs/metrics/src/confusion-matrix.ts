import { required, zip } from '@gender/core';
import { checkLabels, checkSameLength } from './predictions.js';

/** Precision, recall and F1 of one class, each 0 … 1. */
export interface ClassScore {
  /** The part of the images called this class that are of this class; 0 where none was. */
  readonly precision: number;
  /** The part of the images of this class that were called it; 0 where there is none. */
  readonly recall: number;
  /** The harmonic mean of both; 0 where both are 0. */
  readonly f1: number;
  /** How many images are of this class. */
  readonly support: number;
}

/**
 * Counts images by true class (row) and predicted class (column), as scikit-learn lays it out.
 *
 * @param labels - true classes, `(N,)`
 * @param predicted - predicted classes, `(N,)`
 * @returns `(classes, classes)`
 * @throws MetricsError when there are no images, the lengths differ, or an index is not a class.
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): number[][] {
  checkSameLength(labels, predicted);
  checkLabels(labels, classes, 'label');
  checkLabels(predicted, classes, 'predicted class');
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let image = 0; image < labels.length; image += 1) {
    const row = required(matrix[Number(labels[image])], 'the row of a class');
    const column = Number(predicted[image]);
    row[column] = required(row[column], 'the column of a class') + 1;
  }
  return matrix;
}

/**
 * Precision, recall, F1 and support of each class, from a confusion matrix. A quotient by zero is
 * 0, as with scikit-learn's `zero_division=0`.
 */
export function classScores(matrix: readonly (readonly number[])[]): ClassScore[] {
  return matrix.map((row, index) => {
    const right = countOf(row, index);
    const support = sum(row);
    const called = sum(matrix.map((other) => countOf(other, index)));
    return {
      precision: quotient(right, called),
      recall: quotient(right, support),
      f1: quotient(2 * right, called + support),
      support,
    };
  });
}

/**
 * The mean recall of the classes that have images, as scikit-learn's `balanced_accuracy_score`.
 *
 * @param matrix - counts by true class (row) and predicted class (column)
 */
export function balancedAccuracy(matrix: readonly (readonly number[])[]): number {
  const recalls = classScores(matrix).filter(({ support }) => support > 0);
  return sum(recalls.map(({ recall }) => recall)) / recalls.length;
}

/**
 * Matthews' correlation of true and predicted classes, −1 … 1, of any number of classes (Gorodkin
 * 2004), as scikit-learn's `matthews_corrcoef`: 0 where either side has one class only.
 *
 * @param matrix - counts by true class (row) and predicted class (column)
 */
export function matthewsCorrelation(matrix: readonly (readonly number[])[]): number {
  const truth = matrix.map(sum);
  const called = matrix.map((_, index) => sum(matrix.map((row) => countOf(row, index))));
  const right = sum(matrix.map(countOf));
  const total = sum(truth);
  const product = (a: readonly number[], b: readonly number[]): number =>
    sum(zip(a, b).map(([x, y]) => x * y));
  const spread = (total ** 2 - product(truth, truth)) * (total ** 2 - product(called, called));
  return quotient(right * total - product(truth, called), Math.sqrt(spread));
}

/** @throws Error unless the matrix is square. */
function countOf(row: readonly number[], index: number): number {
  return required(row[index], `column ${index} of a square confusion matrix`);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function quotient(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
