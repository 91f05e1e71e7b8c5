import { zip, type Logger } from '@gender/core';
import {
  accuracy,
  accuracyByGroup,
  batchMeanCrossEntropy,
  classScores,
  confusionMatrix,
  crossEntropy,
  type ClassScore,
  type GroupAccuracy,
} from '@gender/metrics';
import { ageGroup, compareAgeGroups, unknownAge } from './age-group.js';
import { EvaluationError } from './evaluation-error.js';
import type { Results } from './results.js';

/** How {@link scoreResults} scores. */
export interface ScoreOptions {
  /** Also report the unweighted mean over batches of so many images, as TensorFlow 1.14 does. */
  readonly batchMean?: number | undefined;
  /** Is warned of classes without pictures. */
  readonly logger?: Logger | undefined;
}

/** How well a model did on a labelled set; plain data. */
export interface Score {
  readonly images: number;
  /** The part of the images whose predicted class is the true one, 0 … 1. */
  readonly accuracy: number;
  /** The mean over images of −log p of the true class, p clipped to [1e-7, 1 − 1e-7]. */
  readonly crossEntropy: number;
  /** The unweighted mean over batches, in the order of the rows; only where it was asked for. */
  readonly batchMeanCrossEntropy?: number;
  /** Counts by true class (row) and predicted class (column). */
  readonly confusion: { readonly classes: readonly string[]; readonly matrix: number[][] };
  /** Precision, recall, F1 and support of each class. */
  readonly perClass: readonly ({ readonly name: string } & ClassScore)[];
  /** Accuracy by ten-year age group, from young to old; only where file names hold ages. */
  readonly byAge?: readonly GroupAccuracy[];
}

/**
 * Scores results.
 *
 * @throws EvaluationError when there are no rows.
 * @throws MetricsError when labels or probabilities are out of range, or `batchMean` is below 1.
 *
 * @example
 * scoreResults(await readResults('GenderDataset_Small_test_results.csv'), { batchMean: 32 });
 * // { images: 662, accuracy: 0.9411, crossEntropy: 0.1412, batchMeanCrossEntropy: 0.1404, … }
 */
export function scoreResults({ classes, rows }: Results, options: ScoreOptions = {}): Score {
  if (rows.length === 0) {
    throw new EvaluationError('RESULTS_EMPTY', 'there are no results to score; pass at least one');
  }
  const labels = rows.map((row) => row.label);
  const predicted = rows.map((row) => row.predicted);
  const probabilities = rows.flatMap((row) => Array.from(row.probabilities));
  const predictions = { labels, probabilities, classes: classes.length };
  const matrix = confusionMatrix(labels, predicted, classes.length);
  const byAge = accuracyByGroup(
    labels,
    predicted,
    rows.map(({ file }) => ageGroup(file)),
  ).toSorted((a, b) => compareAgeGroups(a.group, b.group));
  const perClass = zip(classes, classScores(matrix)).map(([name, score]) => ({ name, ...score }));
  const absent = perClass.filter(({ support }) => support === 0).map(({ name }) => name);
  if (absent.length > 0) {
    options.logger?.warn(
      `there are no pictures of ${absent.join(', ')}: the figures say nothing of how they would be told apart`,
    );
  }

  return {
    images: rows.length,
    accuracy: accuracy(labels, predicted),
    crossEntropy: crossEntropy(predictions),
    ...(options.batchMean !== undefined && {
      batchMeanCrossEntropy: batchMeanCrossEntropy(predictions, options.batchMean),
    }),
    confusion: { classes, matrix },
    perClass,
    ...(byAge.some(({ group }) => group !== unknownAge) && { byAge }),
  };
}
