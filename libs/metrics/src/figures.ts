import { required, zip } from '@gender/core';
import { bootstrapIntervals, usualResamples, type BootstrapOptions } from './bootstrap.js';
import { calibrationBins, calibrationError } from './calibration.js';
import {
  calibrationInterval,
  debiasedCalibration,
  type CalibrationEstimate,
} from './debiased-calibration.js';
import { balancedAccuracy, classScores, matthewsCorrelation } from './confusion-matrix.js';
import { imageBrierScores, imageLosses, largestLoss } from './cross-entropy.js';
import { MetricsError } from './metrics-error.js';
import { checkLabels, checkPredictions, checkSameLength, type Predictions } from './predictions.js';
import { usualConfidence, type Interval } from './proportion.js';
import { averagePrecision, rankScores, rocAuc } from './ranking.js';
import { studentisedMean } from './studentised-mean.js';

/** The figures of a labelled set that are no proportions, in the order in which they are computed. */
export const figureNames = [
  'crossEntropy',
  'brierScore',
  'balancedAccuracy',
  'matthewsCorrelation',
  'rocAuc',
  'averagePrecision',
  'calibrationError',
] as const;

export type FigureName = (typeof figureNames)[number];

/** What a classifier said, and the class it calls each image. */
export interface Called extends Predictions {
  /** The predicted class of each image, `(N,)`; by ties and rounding not always the most probable. */
  readonly predicted: ArrayLike<number>;
}

/** A figure with its interval; plain data. */
export interface Figure {
  readonly value: number;
  /** Absent where the bootstrap learns nothing, as where every answer is right. */
  readonly interval?: Interval;
}

/** The figures of a labelled set, each where it is defined; plain data. */
export interface Figures {
  /** ROC AUC and average precision are means over the classes, one against the rest. */
  readonly overall: Readonly<Partial<Record<FigureName, Figure>>>;
  /** F1, ROC AUC and average precision of each class against the rest. */
  readonly perClass: readonly ClassFigures[];
}

/** Figures of one class against the rest; plain data. */
export interface ClassFigures {
  readonly f1?: Figure;
  readonly rocAuc?: Figure;
  readonly averagePrecision?: Figure;
}

/**
 * All figures of a labelled set that are no proportions. Intervals of cross-entropy and Brier score, which are means
 * over images, are of the studentised bootstrap ({@link studentisedMean}), others BCa of one bootstrap. That of the
 * calibration error is that of the error of the population, about an estimate that noise does not raise
 * ({@link debiasedCalibration}): the value itself is too large on average, and may lie above its interval.
 *
 * @throws MetricsError as {@link Predictions} are checked, and when clusters do not fit.
 */
export function measureFigures(called: Called, options: BootstrapOptions = {}): Figures {
  const statistic = weightedFigures(called);
  const images = called.labels.length;
  const values = statistic(new Float64Array(images).fill(1));
  const intervals = bootstrapIntervals(statistic, images, options);
  const figures = zip(values, intervals).map(figureOf);
  const calibration = calibrationOf(called, options.clusters);
  const means = meansOf(called).map(({ values, largest }) =>
    meanFigure(values, [0, largest], options),
  );
  const all = [...means, ...figures];
  return nameFigures(all, calibrationFigure(calibration, options, 0), called.classes);
}

/** What cross-entropy and Brier score are means of, `(N,)`, and the most that it can be. */
function meansOf(called: Called): { values: Float64Array; largest: number }[] {
  return [
    { values: imageLosses(called), largest: largestLoss },
    { values: imageBrierScores(called), largest: called.classes === 2 ? 1 : 2 },
  ];
}

function meanFigure(
  values: Float64Array,
  range: readonly [number, number],
  options: BootstrapOptions,
): Figure | undefined {
  const value = values.reduce((sum, each) => sum + each, 0) / values.length;
  return figureOf([value, studentisedMean(values, range, options)]);
}

function figureOf([value, interval]: readonly [number, Interval | undefined]): Figure | undefined {
  return Number.isNaN(value) ? undefined : { value, ...(interval && { interval }) };
}

/** The calibration error as it is found, and without what noise adds to it. */
interface Calibration extends CalibrationEstimate {
  readonly found: number;
}

function calibrationOf(
  { labels, predicted, probabilities, classes }: Called,
  clusters?: ArrayLike<number>,
): Calibration {
  const right = Array.from(labels, (label, image) => label === predicted[image]);
  const confidences = Float64Array.from(labels, (_, image) =>
    Number(probabilities[image * classes + Number(predicted[image])]),
  );
  const found = calibrationError(calibrationBins(confidences, right));
  return { found, ...debiasedCalibration(confidences, right, clusters) };
}

function calibrationFigure(
  { found, ...estimate }: Calibration,
  { confidence = usualConfidence, resamples = usualResamples }: BootstrapOptions,
  least: number,
): Figure {
  const interval =
    resamples === 0 ? undefined : calibrationInterval(estimate, { confidence, least });
  return { value: found, ...(interval && { interval }) };
}

/**
 * The intervals of the differences first − second of the figures of two classifiers on the same
 * images, drawn together (the paired bootstrap), and of the difference of their accuracies.
 *
 * @throws MetricsError as {@link measureFigures}, and when their labels differ.
 */
export function compareFigures(
  first: Called,
  second: Called,
  options: BootstrapOptions = {},
): Figures & { readonly accuracy: Figure } {
  checkSameLabels(first.labels, second.labels);
  const images = first.labels.length;
  const [a, b] = [first, second].map((each) => {
    const figures = weightedFigures(each);
    const hits = Float64Array.from({ length: images }, (_, image) =>
      Number(each.labels[image] === each.predicted[image]),
    );
    return (weights: Float64Array): number[] => [weightedMean(hits, weights), ...figures(weights)];
  });
  const [firstOf, secondOf] = [required(a, 'the first'), required(b, 'the second')];
  const difference = (weights: Float64Array): number[] =>
    zip(firstOf(weights), secondOf(weights)).map(([x, y]) => x - y);
  const values = difference(new Float64Array(images).fill(1));
  const intervals = bootstrapIntervals(difference, images, options);
  const [accuracy, ...figures] = zip(values, intervals).map(figureOf);
  const [ofFirst, ofSecond] = [first, second].map((each) => calibrationOf(each, options.clusters));
  const calibration = lessCalibration(
    required(ofFirst, 'that of the first'),
    required(ofSecond, 'that of the second'),
  );
  const means = zip(meansOf(first), meansOf(second)).map(([one, other]) => {
    const differences = one.values.map((value, image) => value - Number(other.values[image]));
    return meanFigure(differences, [-one.largest, one.largest], options);
  });
  return {
    accuracy: required(accuracy, 'the difference of accuracies'),
    ...nameFigures(
      [...means, ...figures],
      calibrationFigure(calibration, options, -1),
      first.classes,
    ),
  };
}

function lessCalibration(first: Calibration, second: Calibration): Calibration {
  return {
    found: first.found - second.found,
    error: first.error - second.error,
    influence: first.influence.map((value, row) => value - Number(second.influence[row])),
  };
}

function checkSameLabels(first: ArrayLike<number>, second: ArrayLike<number>): void {
  checkSameLength(first, second);
  for (let image = 0; image < first.length; image += 1) {
    if (first[image] === second[image]) continue;
    throw new MetricsError(
      'METRICS_LABEL',
      `the label of image ${image} is ${first[image]} for the first classifier, but ${second[image]} for the second; compare them on the same images`,
    );
  }
}

const classFigureNames = ['f1', 'rocAuc', 'averagePrecision'] as const;

/** The figures but the calibration error, in the order in which they are computed. */
const computed = figureNames.filter((name) => name !== 'calibrationError');

function nameFigures(
  figures: readonly (Figure | undefined)[],
  calibration: Figure,
  classes: number,
): Figures {
  const named = (names: readonly string[], from: number): Record<string, Figure> => {
    const entries = names.map((name, index) => [name, figures[from + index]] as const);
    return Object.fromEntries(
      entries.flatMap(([name, figure]) => (figure === undefined ? [] : [[name, figure] as const])),
    );
  };
  return {
    overall: { ...named(computed, 0), calibrationError: calibration },
    perClass: Array.from({ length: classes }, (_, index) =>
      named(classFigureNames, computed.length + index * classFigureNames.length),
    ),
  };
}

/** All figures of ranks and of the confusion matrix as a function of weights: what does not depend on these is computed once. */
function weightedFigures(called: Called): (weights: Float64Array) => number[] {
  const { labels, predicted, probabilities, classes } = called;
  checkPredictions(called);
  checkSameLength(labels, predicted);
  checkLabels(predicted, classes, 'predicted class');
  const rankings = Array.from({ length: classes }, (_, index) =>
    rankScores(
      Array.from(labels, (label) => label === index),
      Array.from(labels, (_, image) => Number(probabilities[image * classes + index])),
    ),
  );
  return (weights) => {
    const matrix = weightedMatrix(called, weights);
    const aucs = rankings.map((ranking) => rocAuc(ranking, weights));
    const precisions = rankings.map((ranking) => averagePrecision(ranking, weights));
    const f1s = classScores(matrix).map(({ f1, support }) => (support === 0 ? NaN : f1));
    return [
      balancedAccuracy(matrix),
      matthewsCorrelation(matrix),
      meanOf(aucs),
      meanOf(precisions),
      ...zip(zip(f1s, aucs), precisions).flatMap(([[f1, auc], precision]) => [f1, auc, precision]),
    ];
  };
}

function weightedMatrix({ labels, predicted, classes }: Called, weights: Float64Array): number[][] {
  const cells = new Float64Array(classes * classes);
  for (let image = 0; image < labels.length; image += 1) {
    const cell = Number(labels[image]) * classes + Number(predicted[image]);
    cells[cell] = (cells[cell] ?? 0) + (weights[image] ?? 0);
  }
  return Array.from({ length: classes }, (_, row) => [
    ...cells.subarray(row * classes, (row + 1) * classes),
  ]);
}

function weightedMean(values: Float64Array, weights: Float64Array): number {
  let [sum, total] = [0, 0];
  for (let image = 0; image < values.length; image += 1) {
    sum += (values[image] ?? 0) * (weights[image] ?? 0);
    total += weights[image] ?? 0;
  }
  return sum / total;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
