import { required, zip } from '@gender/core';
import type { EpochResult } from '@gender/classifier';
import {
  analyseErrors,
  scoreResults,
  type NotedPicture,
  type OperatingPoint,
  type Results,
  type Score,
  type ScoreOptions,
} from '@gender/evaluation';
import {
  precisionRecallCurve,
  rankScores,
  rocCurve,
  type PrecisionRecallPoint,
  type RocPoint,
} from '@gender/metrics';

/** What a report is made of. */
export interface ReportInput extends Omit<ScoreOptions, 'batchMean'> {
  /** What is reported on, for headings. */
  readonly title: string;
  readonly results: Results;
  /** As whose answers the pictures are called, where that is not the most probable class. */
  readonly operatingPoint?: OperatingPoint | undefined;
  /** By which the probabilities were calibrated. */
  readonly temperature?: number | undefined;
  readonly history?: History | undefined;
  readonly origin: Origin;
}

/** Pictures side by side. */
export interface PictureSheet {
  readonly title: string;
  /** What they are, and what they are not. */
  readonly note: string;
  readonly pictures: readonly (NotedPicture & {
    /** The picture as a PNG file. */
    readonly png: Uint8Array;
  })[];
}

/** How a training went; plain data. */
export interface History {
  readonly bestEpoch: number;
  readonly epochs: readonly EpochResult[];
}

/** Where a model and the pictures come from, in words by what they say, such as `trained by`. */
export interface Origin {
  readonly model: Facts;
  readonly data: Facts;
}

/** Lines of a list: what, and what is known of it. */
export type Facts = Readonly<Record<string, string>>;

/** A report as plain data: what `report.json` holds. */
export interface Report extends Omit<ReportInput, 'results' | keyof ScoreOptions> {
  readonly score: Score;
  /** Of each class against the rest; of two classes of the last alone, as the other says the same. */
  readonly curves: readonly ClassCurves[];
  /** How many labels are probably wrong, by confident learning. */
  readonly suspectedLabels: number;
}

/** What thresholds do to one class against the rest, in about 100 points each; plain data. */
export interface ClassCurves {
  readonly name: string;
  readonly roc: readonly RocPoint[];
  readonly precisionRecall: readonly PrecisionRecallPoint[];
}

/**
 * Puts a report together: scores, curves, how the training went, where model and data come from. The
 * same input gives the same report.
 *
 * @throws EvaluationError, MetricsError as `scoreResults`.
 */
export function makeReport(input: ReportInput): Report {
  const { title, results, operatingPoint, temperature, history, origin, ...options } = input;
  return {
    title,
    score: scoreResults(results, options),
    curves: curvesOf(results),
    suspectedLabels: analyseErrors(results).suspects.length,
    ...(operatingPoint && { operatingPoint }),
    ...(temperature !== undefined && { temperature }),
    ...(history && { history: withoutTimes(history) }),
    origin,
  };
}

/** How long epochs took says nothing of the model, and differs each time. */
function withoutTimes({ bestEpoch, epochs }: History): History {
  return { bestEpoch, epochs: epochs.map((epoch) => ({ ...epoch, seconds: 0 })) };
}

function curvesOf({ classes, rows }: Results): ClassCurves[] {
  const shown = classes.length === 2 ? classes.slice(1) : classes;
  return shown.flatMap((name) => {
    const index = classes.indexOf(name);
    const positive = rows.map(({ label }) => label === index);
    if (positive.every(Boolean) || !positive.some(Boolean)) return [];
    const scores = rows.map(({ probabilities }) =>
      required(probabilities[index], `the probability of ${name}`),
    );
    const ranking = rankScores(positive, scores);
    return [
      {
        name,
        roc: withoutStraight(rocCurve(ranking)),
        precisionRecall: thinned(precisionRecallCurve(ranking)),
      },
    ];
  });
}

/** A ROC curve without the points that lie on a straight line between their neighbours. */
function withoutStraight(points: readonly RocPoint[]): RocPoint[] {
  const bends = points.filter((point, at) => {
    const [before, after] = [points[at - 1], points[at + 1]];
    if (before === undefined || after === undefined) return true;
    const isUp = (a: RocPoint, b: RocPoint): boolean => a.falsePositiveRate === b.falsePositiveRate;
    const isRight = (a: RocPoint, b: RocPoint): boolean =>
      a.truePositiveRate === b.truePositiveRate;
    return !(
      (isUp(before, point) && isUp(point, after)) ||
      (isRight(before, point) && isRight(point, after))
    );
  });
  return thinned(bends);
}

/** About 100 points of a curve, its ends among them. */
function thinned<T>(points: readonly T[]): T[] {
  const step = Math.max(1, Math.floor(points.length / 100));
  return points.filter((_, at) => at % step === 0 || at === points.length - 1);
}

/** The rows of a confusion matrix in counts and in parts of the true class. */
export function confusionRows({ confusion }: Score): {
  name: string;
  cells: { count: number; part: number }[];
}[] {
  return zip(confusion.classes, confusion.matrix).map(([name, row]) => {
    const images = row.reduce((sum, count) => sum + count, 0);
    return { name, cells: row.map((count) => ({ count, part: count / images })) };
  });
}
