import { required, zip, type Logger } from '@gender/core';
import { ageBand, ageFromName } from '@gender/dataset';
import {
  batchMeanCrossEntropy,
  binOf,
  calibrationBins,
  classScores,
  confusionMatrix,
  coverageCurve,
  measureFigures,
  proportion,
  shownPersons,
  usualConfidence,
  usualResamples,
  type CalibrationBin,
  type ClassScore,
  type CoveragePoint,
  type FigureName,
  type Interval,
  type ShownPersons,
} from '@gender/metrics';
import { unknownGroup } from './group-order.js';
import { EvaluationError } from './evaluation-error.js';
import { partOf, scoreGroups, type GroupedPictures, type Grouping } from './group-scores.js';
import { factOf, lastOf, personsOf, type PictureFacts } from './picture-facts.js';
import { calledOf, confidenceOf, type ResultRow, type Results } from './results.js';
import { intervalsOf, valuesOf } from './figure-parts.js';

/** How {@link scoreResults} scores. */
export interface ScoreOptions extends UncertaintyOptions {
  /** Also report the unweighted mean over batches of so many images, as TensorFlow 1.14 does. */
  readonly batchMean?: number | undefined;
  /** Also report what is right among the answers of at least this confidence, 0 … 1. */
  readonly minConfidence?: number | undefined;
}

/** How intervals are made. */
export interface UncertaintyOptions {
  /** Who and what pictures show; of one picture the last table that knows it counts. */
  readonly facts?: readonly PictureFacts[] | undefined;
  /** @default 2000; 0: no intervals but those of parts of images */
  readonly resamples?: number | undefined;
  /** @default 0 */
  readonly seed?: number | undefined;
  /** Is warned of classes without pictures, of pictures of whom nothing is known, of those that count twice, and of probabilities that contradict the answers. */
  readonly logger?: Logger | undefined;
}

/** How well a model did on a labelled set; plain data. */
export interface Score extends Partial<Readonly<Record<FigureName, number>>> {
  readonly images: number;
  /** The part of the images whose predicted class is the true one, 0 … 1. */
  readonly accuracy: number;
  /** The mean over images of −log p of the true class, p clipped to [1e-7, 1 − 1e-7]. */
  readonly crossEntropy: number;
  /** The unweighted mean over batches, in the order of the rows; only where it was asked for. */
  readonly batchMeanCrossEntropy?: number;
  /** The interval of each figure above; absent where it cannot be told, as where all is right. */
  readonly intervals: Readonly<Partial<Record<FigureName | 'accuracy', Interval>>>;
  readonly uncertainty: Uncertainty;
  /** Counts by true class (row) and predicted class (column). */
  readonly confusion: { readonly classes: readonly string[]; readonly matrix: number[][] };
  readonly perClass: readonly ClassResult[];
  /** By class, by ten-year age group where ages are known, by each further column of the facts. */
  readonly groups: readonly Grouping[];
  /** Mean confidence and accuracy of the images in each interval of confidence that has any. */
  readonly calibration: readonly ReliabilityBin[];
  /** How right the answers are when the least confident ones are left open, in about 100 points. */
  readonly coverage: readonly CoveragePoint[];
  /** The answers of at least the confidence that was asked for. */
  readonly answered?: Answered;
}

/** How the intervals of a score were made, and as whose pictures they were drawn; plain data. */
export interface Uncertainty extends ShownPersons {
  readonly confidence: number;
  readonly resamples: number;
  readonly seed: number;
}

/** Answers of about the same confidence; plain data. */
export interface ReliabilityBin extends CalibrationBin {
  /** That of the accuracy. */
  readonly interval: Interval;
}

/** One class against the rest; plain data. */
export interface ClassResult extends ClassScore {
  readonly name: string;
  readonly rocAuc?: number;
  readonly averagePrecision?: number;
  readonly intervals: Readonly<
    Partial<Record<'precision' | 'recall' | 'f1' | 'rocAuc' | 'averagePrecision', Interval>>
  >;
}

/** What is answered at a least confidence; plain data. */
export interface Answered {
  readonly minConfidence: number;
  readonly images: number;
  /** The part of all images that is answered, 0 … 1. */
  readonly coverage: number;
  /** The part of the answers that is right; absent where there are none. */
  readonly accuracy?: number;
  readonly interval?: Interval;
}

/**
 * Scores results. Intervals are of 95 %: Wilson's for parts of images, those of `measureFigures` for the
 * rest; by person where persons are known, otherwise of pictures as if they had nothing in common.
 *
 * @throws EvaluationError when there are no rows, or the facts are of other pictures.
 * @throws MetricsError when labels or probabilities are out of range, or `batchMean` is below 1.
 *
 * @example
 * scoreResults(await readResults('GenderDataset_Small_test_results.csv'), { batchMean: 32 });
 * // { images: 662, accuracy: 0.9411, crossEntropy: 0.1412, batchMeanCrossEntropy: 0.1404,
 * //   intervals: { accuracy: { low: 0.9205, high: 0.9566 }, … }, … }
 */
export function scoreResults({ classes, rows }: Results, options: ScoreOptions = {}): Score {
  if (rows.length === 0) {
    throw new EvaluationError('RESULTS_EMPTY', 'there are no results to score; pass at least one');
  }
  const { facts = [], resamples = usualResamples, seed = 0, batchMean, minConfidence } = options;
  const called = calledOf({ classes, rows });
  const { labels, predicted } = called;
  const right = rows.map((row) => row.label === row.predicted);
  const clusters = personsOf(rows, facts, options.logger);
  const pictures = { classes, labels, right, clusters };
  const figures = measureFigures(called, { resamples, seed, clusters });
  const accuracy = proportion(right, clusters);
  const matrix = confusionMatrix(labels, predicted, classes.length);
  const confidences = rows.map(confidenceOf);
  const { crossEntropy } = valuesOf(figures.overall);
  const perClass = zip(zip(classes, classScores(matrix)), figures.perClass).map(
    ([[name, score], ofClass], index) => ({
      name,
      ...score,
      ...valuesOf(ofClass),
      intervals: { ...partIntervals(index, predicted, pictures), ...intervalsOf(ofClass) },
    }),
  );
  warnOfAbsent(perClass, options);
  warnOfRepeated(rows, options);
  warnOfOtherOrder(rows, options);
  return {
    images: rows.length,
    accuracy: accuracy.rate,
    ...valuesOf(figures.overall),
    crossEntropy: required(crossEntropy, 'the cross-entropy'),
    ...(batchMean !== undefined && {
      batchMeanCrossEntropy: batchMeanCrossEntropy(called, batchMean),
    }),
    intervals: { accuracy: accuracy.interval, ...intervalsOf(figures.overall) },
    uncertainty: {
      ...{ confidence: usualConfidence, resamples, seed },
      ...shownPersons(clusters),
    },
    confusion: { classes, matrix },
    perClass,
    groups: groupings(rows, facts, pictures),
    calibration: reliabilityOf(confidences, pictures),
    coverage: thinned(coverageCurve(confidences, right)),
    ...(minConfidence !== undefined && {
      answered: answeredAt(minConfidence, confidences, pictures),
    }),
  };
}

/** From such a part of rows on that contradict their own probabilities, these are taken to be of other classes. */
const NEARLY_ALL = 0.9;

function warnOfAbsent(perClass: readonly ClassResult[], { logger }: ScoreOptions): void {
  const absent = perClass.filter(({ support }) => support === 0).map(({ name }) => name);
  if (absent.length === 0) return;
  logger?.warn(
    `there are no pictures of ${absent.join(', ')}: the figures say nothing of how they would be told apart`,
  );
}

function warnOfRepeated(rows: readonly ResultRow[], { logger }: ScoreOptions): void {
  const repeated = rows.length - new Set(rows.map(({ file }) => file)).size;
  if (repeated === 0) return;
  logger?.warn(
    `${repeated} of ${rows.length} rows are of pictures that other rows are of as well; each counts`,
  );
}

/** A threshold calls pictures otherwise than what is most probable, also many, but hardly nearly all. */
function warnOfOtherOrder(rows: readonly ResultRow[], { logger }: ScoreOptions): void {
  const against = rows.filter(
    (row) => confidenceOf(row) < Math.max(...Array.from(row.probabilities)),
  ).length;
  if (against <= NEARLY_ALL * rows.length) return;
  logger?.warn(
    `in ${against} of ${rows.length} rows the class of the answer is not the most probable one; if the columns of probabilities are in another order than the numbers of classes, figures made of probabilities are wrong`,
  );
}

function groupings(
  rows: readonly ResultRow[],
  facts: readonly PictureFacts[],
  pictures: GroupedPictures,
): Grouping[] {
  const ages = rows.map(
    ({ file }) =>
      lastOf(facts, (each) => factOf(each.ages, file)) ??
      ageBand({ age: ageFromName(file) }) ??
      unknownGroup,
  );
  const classes = rows.map(({ label }) => required(pictures.classes[label], 'a class'));
  return [
    scoreGroups('class', classes, pictures),
    ...(ages.some((age) => age !== unknownGroup) ? [scoreGroups('age', ages, pictures)] : []),
    ...facts.flatMap(({ columns }) =>
      [...columns].map(([by, values]) => {
        const groups = rows.map(({ file }) => factOf(values, file) ?? unknownGroup);
        if (groups.some((group) => group !== unknownGroup))
          return scoreGroups(by, groups, pictures);
        const [first] = values.keys();
        throw new EvaluationError(
          'RESULTS_GROUPS',
          `column ${by} has no value for any of the ${rows.length} pictures, such as ${rows[0]?.file}; it has some for ${first}; name pictures as the results file does`,
        );
      }),
    ),
  ];
}

/** Wilson's intervals of the precision and the recall of a class, where there is anything to count. */
function partIntervals(
  index: number,
  predicted: readonly number[],
  pictures: GroupedPictures,
): { precision?: Interval; recall?: Interval } {
  const [precision, recall] = [predicted, pictures.labels].map((classes) => {
    const places = [...classes.keys()].filter((picture) => classes[picture] === index);
    return partOf(places, pictures)?.interval;
  });
  return { ...(precision && { precision }), ...(recall && { recall }) };
}

function answeredAt(
  minConfidence: number,
  confidences: readonly number[],
  pictures: GroupedPictures,
): Answered {
  const places = [...confidences.keys()].filter((at) => Number(confidences[at]) >= minConfidence);
  const images = places.length;
  const coverage = images / confidences.length;
  const answered = partOf(places, pictures);
  return {
    ...{ minConfidence, images, coverage },
    ...(answered && { accuracy: answered.rate, interval: answered.interval }),
  };
}

/** The bins of a reliability diagram that have pictures. */
function reliabilityOf(
  confidences: readonly number[],
  pictures: GroupedPictures,
): ReliabilityBin[] {
  return calibrationBins(confidences, pictures.right).flatMap((bin, at, { length }) => {
    const places = [...confidences.keys()].filter(
      (picture) => binOf(Number(confidences[picture]), length) === at,
    );
    const part = partOf(places, pictures);
    return part === undefined ? [] : [{ ...bin, interval: part.interval }];
  });
}

/** About 100 points of a curve, its ends among them. */
function thinned<T>(points: readonly T[]): T[] {
  const step = Math.max(1, Math.floor(points.length / 100));
  return points.filter((_, at) => at % step === 0 || at === points.length - 1);
}
