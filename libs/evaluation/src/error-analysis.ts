import { required } from '@gender/core';
import { suspectedLabels } from '@gender/metrics';
import { calledOf, confidenceOf, type ResultRow, type Results } from './results.js';

/** Pictures that say most of what a model does wrong; plain data. */
export interface ErrorAnalysis {
  /** Wrong answers, the surest first. */
  readonly mistakes: readonly NotedPicture[];
  /** Answers, right or wrong, the least sure first. */
  readonly uncertain: readonly NotedPicture[];
  /** Pictures whose labels are probably wrong, the least probable label first. */
  readonly suspects: readonly NotedPicture[];
}

/** A picture, what it is labelled and what it was called; plain data. */
export interface NotedPicture {
  readonly file: string;
  /** The name of its class in the dataset. */
  readonly label: string;
  /** What the model calls it; of suspected labels what it probably is. */
  readonly called: string;
  /** The probability of `called`. */
  readonly confidence: number;
}

/**
 * Finds the most confident mistakes, the least certain answers and suspected label errors (confident
 * learning). Of pictures that the model was trained on it says little: their labels are learnt by heart.
 *
 * @param most - of mistakes and of uncertain answers; default 12
 * @throws MetricsError when labels or probabilities are out of range.
 */
export function analyseErrors(results: Results, most = 12): ErrorAnalysis {
  const { classes, rows } = results;
  const noted = (row: ResultRow, called = row.predicted): NotedPicture => ({
    file: row.file,
    label: required(classes[row.label], 'the class of a label'),
    called: required(classes[called], 'the class that a picture is called'),
    confidence: required(row.probabilities[called], 'the probability of a class'),
  });
  const bySureness = rows.toSorted((a, b) => confidenceOf(b) - confidenceOf(a));
  const wrong = bySureness.filter(({ label, predicted }) => label !== predicted);
  return {
    mistakes: wrong.slice(0, most).map((row) => noted(row)),
    uncertain: bySureness
      .toReversed()
      .slice(0, most)
      .map((row) => noted(row)),
    suspects: suspectedLabels(calledOf(results)).map(({ image, probably }) =>
      noted(required(rows[image], 'a picture'), probably),
    ),
  };
}
