import { required } from '@gender/core';
import type { Called } from '@gender/metrics';

/** What a model said about the images of a labelled set. */
export interface Results {
  /** Class names in the order of the class indices, at least 2. */
  readonly classes: readonly string[];
  readonly rows: readonly ResultRow[];
}

/** What a model said about one image. */
export interface ResultRow {
  /** The file, relative to its split, with forward slashes: `Female/100_Age31.jpg`. */
  readonly file: string;
  /** The true class, an index. */
  readonly label: number;
  /** The predicted class, an index. */
  readonly predicted: number;
  /** The probability of each class, 0 … 1. */
  readonly probabilities: ArrayLike<number>;
}

/** Labels, calls and probabilities of results, as metrics take them. */
export function calledOf({
  classes,
  rows,
}: Results): Called & { labels: number[]; predicted: number[] } {
  return {
    labels: rows.map((row) => row.label),
    predicted: rows.map((row) => row.predicted),
    probabilities: rows.flatMap((row) => Array.from(row.probabilities)),
    classes: classes.length,
  };
}

/** The probability of the class that an image is called. */
export function confidenceOf({ predicted, probabilities, file }: ResultRow): number {
  return required(probabilities[predicted], `the probability of the class that ${file} is called`);
}
