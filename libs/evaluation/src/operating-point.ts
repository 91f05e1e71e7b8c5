import { required, type Logger } from '@gender/core';
import { findThreshold, rankScores, type Threshold, type ThresholdRule } from '@gender/metrics';
import { inClassOrder, type ClassifiedFiles } from './classify-files.js';
import { EvaluationError } from './evaluation-error.js';
import type { ResultRow, Results } from './results.js';

/** From which probability on a class is called, and how that was chosen; plain data. */
export interface OperatingPoint {
  /** The class that is called where it is as probable as `threshold`. */
  readonly positive: string;
  /** From 0; ∞ where the class is never called. */
  readonly threshold: number;
  readonly rule: ThresholdRule;
  /** What it does to the pictures on which it was chosen, and how many these are. */
  readonly chosenOn: Omit<Threshold, 'threshold'> & {
    readonly images: number;
    /** Of which dataset they are; absent where it is not known. */
    readonly dataset?: string | undefined;
  };
}

/**
 * Chooses from which probability on a class is called.
 *
 * @param validation - results of pictures that are neither trained on nor tested on, and the name of their dataset
 * @param positive - the class; default: the last
 * @throws EvaluationError (`RESULTS_THRESHOLD`) when there is no such class, pictures of it or of others
 *   are missing, or no threshold does what the rule wants.
 */
export function chooseOperatingPoint(
  validation: Results & { readonly dataset?: string },
  rule: ThresholdRule,
  positive: string = lastOf(validation.classes),
): OperatingPoint {
  const index = indexOf(validation.classes, positive);
  const ranking = rankScores(
    validation.rows.map(({ label }) => label === index),
    validation.rows.map(({ probabilities }) => Number(probabilities[index])),
  );
  const found = findThreshold(ranking, rule);
  if (found === undefined) {
    const what =
      rule.by === 'precision'
        ? `no threshold has a precision of ${rule.precision} for ${positive}`
        : `there are pictures of one kind only, ${positive} or others`;
    throw thresholdError(`on the ${validation.rows.length} pictures to choose on, ${what}`);
  }
  const { threshold, ...effect } = found;
  const { rows, dataset } = validation;
  return { positive, threshold, rule, chosenOn: { ...effect, images: rows.length, dataset } };
}

/**
 * Results with the class called as the operating point says: its own where it is probable enough,
 * otherwise the most probable of the others.
 *
 * @throws EvaluationError (`RESULTS_THRESHOLD`) when there is no such class.
 */
export function applyOperatingPoint<T extends Results>(
  results: T,
  { positive, threshold }: Pick<OperatingPoint, 'positive' | 'threshold'>,
): T {
  const index = indexOf(results.classes, positive);
  const rows = results.rows.map((row) => ({
    ...row,
    predicted: calledAt(Array.from(row.probabilities), index, threshold),
  }));
  return { ...results, rows };
}

/**
 * The same of pictures of which nothing is known: their labels as the operating point says, where they have
 * one.
 *
 * @throws EvaluationError (`RESULTS_THRESHOLD`) when there is no such class.
 */
export function callAtPoint(
  classified: ClassifiedFiles,
  { positive, threshold }: Pick<OperatingPoint, 'positive' | 'threshold'>,
): ClassifiedFiles {
  const { classes } = classified;
  const index = indexOf(classes, positive);
  const pictures = classified.pictures.map((picture) => {
    if (picture.label === null) return picture;
    const called = calledAt(inClassOrder(classes, picture), index, threshold);
    return { ...picture, label: required(classes[called], 'the class that is called') };
  });
  return { ...classified, pictures };
}

const reasons = {
  cost: 'least cost',
  'equal error': 'equal error',
  precision: 'wanted precision',
} satisfies Record<ThresholdRule['by'], string>;

/** From where on a class is called, and how that was chosen: a sentence without its full stop. */
export function describeOperatingPoint({
  positive,
  threshold,
  rule,
  chosenOn: { images, dataset, falsePositiveRate, truePositiveRate },
}: OperatingPoint): string {
  const from = Number.isFinite(threshold) ? `from ${threshold.toFixed(6)} on` : 'never';
  const percent = (rate: number): string => `${(100 * rate).toFixed(1)} %`;
  return `${positive} is called ${from}: ${reasons[rule.by]} on ${images} validation pictures${dataset === undefined ? '' : ` of ${dataset}`}, where ${percent(1 - truePositiveRate)} of it are missed and ${percent(falsePositiveRate)} of others called it`;
}

function calledAt(probabilities: readonly number[], index: number, threshold: number): number {
  if (Number(probabilities[index]) >= threshold) return index;
  const others = probabilities.map((p, at) => (at === index ? -1 : p));
  return others.indexOf(Math.max(...others));
}

/** Results, with the SHA-256 of each row's picture where they are known. */
type HashedResults = Results & { readonly hashes?: readonly string[] };

/**
 * Looks whether a threshold would be chosen where it is measured, which looks better than it is. Pictures are
 * known again by their bytes, or else by their names and answers, which say nothing where they are sure: `1.jpg` may
 * be in both splits, and many are 0 and 1 to six decimals.
 *
 * @param logger - is warned of single pictures in both
 * @throws EvaluationError (`RESULTS_THRESHOLD`) when more than half of the pictures of either are in both.
 */
export function checkApart(validation: HashedResults, test: HashedResults, logger?: Logger): void {
  const size = Math.min(validation.rows.length, test.rows.length);
  const [chosenOn, measured] =
    validation.hashes && test.hashes
      ? [validation.hashes, test.hashes]
      : [unsureAnswers(validation), unsureAnswers(test)];
  const chosen = new Set(chosenOn);
  const both = measured.filter((key) => chosen.has(key)).length;
  if (both * 2 > size || allAnswers(validation) === allAnswers(test)) {
    throw thresholdError(
      'the threshold would be chosen on the pictures on which it is measured; choose it on validation pictures',
    );
  }
  if (both === 0) return;
  logger?.warn(
    `${both} of ${test.rows.length} pictures are those on which the threshold is chosen; of them it looks better than it is`,
  );
}

function unsureAnswers({ rows }: Results): string[] {
  return rows
    .map(answerOf)
    .filter((answer) => !answer.includes(0) && !answer.includes(1))
    .map((answer) => JSON.stringify(answer));
}

function allAnswers({ rows }: Results): string {
  return JSON.stringify(rows.map((row) => JSON.stringify(answerOf(row))).sort());
}

function answerOf({ file, probabilities }: ResultRow): (string | number)[] {
  return [file, ...Array.from(probabilities)];
}

function indexOf(classes: readonly string[], name: string): number {
  const index = classes.indexOf(name);
  if (index >= 0) return index;
  throw thresholdError(`there is no class ${name}, the classes are ${classes.join(', ')}`);
}

function lastOf(classes: readonly string[]): string {
  return required(classes.at(-1), 'the last class');
}

function thresholdError(message: string): EvaluationError {
  return new EvaluationError('RESULTS_THRESHOLD', message);
}
