import { MetricsError } from './metrics-error.js';
import { checkSameLength, checkWeights } from './predictions.js';

/** Images from the highest score down, those of one score together. */
export interface Ranking {
  /** Indices of images, `(N,)`. */
  readonly order: Int32Array;
  /** Where in `order` each group of one score ends, exclusive. */
  readonly ends: Int32Array;
  /** The score of each group, descending. */
  readonly scores: Float64Array;
  /** Of each image whether it is of the class. */
  readonly positive: readonly boolean[];
}

/**
 * Ranks images by the score of a class, for the curves and areas below, which read it at any weights.
 *
 * @param positive - of each image, whether it is of the class, `(N,)`
 * @param scores - of each image, higher where it is more probably of the class, `(N,)`
 * @throws MetricsError when the lengths differ or a score is NaN.
 */
export function rankScores(positive: readonly boolean[], scores: ArrayLike<number>): Ranking {
  checkSameLength(positive, scores);
  const values = Float64Array.from(scores);
  const broken = values.findIndex(Number.isNaN);
  if (broken >= 0) {
    throw new MetricsError('METRICS_PROBABILITY', `the score of image ${broken} is NaN`);
  }
  const scoreOf = (image: number): number => Number(values[image]);
  const order = Int32Array.from(values.keys()).sort((a, b) => scoreOf(b) - scoreOf(a));
  const ends: number[] = [];
  order.forEach((image, at) => {
    const next = order[at + 1];
    if (next === undefined || scoreOf(next) !== scoreOf(image)) ends.push(at + 1);
  });
  const ofGroups = ends.map((end) => scoreOf(Number(order[end - 1])));
  return {
    ...{ order, positive },
    ends: Int32Array.from(ends),
    scores: Float64Array.from(ofGroups),
  };
}

/** Takes how many images are called positive, rightly and wrongly, where a score and those above are. */
type Visit = (right: number, wrong: number, group: number) => void;

/** Walks down a ranking, without a step where nothing is called positive. */
function walk({ order, ends, positive }: Ranking, visit: Visit, weights?: ArrayLike<number>): void {
  checkWeights(order, weights);
  let at = 0;
  let right = 0;
  let wrong = 0;
  for (let group = 0; group < ends.length; group += 1) {
    for (const end = Number(ends[group]); at < end; at += 1) {
      const image = Number(order[at]);
      const weight = weights === undefined ? 1 : Number(weights[image]);
      if (positive[image] === true) right += weight;
      else wrong += weight;
    }
    visit(right, wrong, group);
  }
}

/** The steps down a ranking, and where they end. */
function stepsOf(ranking: Ranking): {
  steps: { right: number; wrong: number; score: number }[];
  total: { right: number; wrong: number };
} {
  const steps: { right: number; wrong: number; score: number }[] = [];
  walk(ranking, (right, wrong, group) => {
    steps.push({ right, wrong, score: Number(ranking.scores[group]) });
  });
  return { steps, total: steps.at(-1) ?? { right: 0, wrong: 0 } };
}

/**
 * The area under the ROC curve, as scikit-learn's `roc_auc_score`: the part of pairs of an image of
 * the class and another whose order is right, ties counting half. NaN where either kind is missing.
 *
 * @param weights - how often each image counts, `(N,)`; default: once
 * @throws MetricsError when there is not one weight for each image.
 */
export function rocAuc(ranking: Ranking, weights?: ArrayLike<number>): number {
  let [area, right, wrong] = [0, 0, 0];
  walk(
    ranking,
    (rightHere, wrongHere) => {
      area += ((wrongHere - wrong) * (rightHere + right)) / 2;
      right = rightHere;
      wrong = wrongHere;
    },
    weights,
  );
  return area / (right * wrong);
}

/**
 * Average precision, as scikit-learn's `average_precision_score`: the mean of precisions, each
 * weighted by the recall that is gained there. NaN where no image is of the class.
 *
 * @param weights - how often each image counts, `(N,)`; default: once
 * @throws MetricsError when there is not one weight for each image.
 */
export function averagePrecision(ranking: Ranking, weights?: ArrayLike<number>): number {
  let [sum, before] = [0, 0];
  walk(
    ranking,
    (right, wrong) => {
      if (right > before) sum += ((right - before) * right) / (right + wrong);
      before = right;
    },
    weights,
  );
  return sum / before;
}

/** A point of a ROC curve: what is called positive from a score upwards. */
export interface RocPoint {
  /** Scores from here on are called positive; ∞ where none is. */
  readonly threshold: number;
  readonly falsePositiveRate: number;
  readonly truePositiveRate: number;
}

/**
 * The ROC curve from (0, 0) to (1, 1), one point for each score, as scikit-learn's `roc_curve` with
 * `drop_intermediate=False`. Rates are NaN where images of the class, or others, are missing.
 */
export function rocCurve(ranking: Ranking): RocPoint[] {
  const { steps, total } = stepsOf(ranking);
  return [
    { threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 },
    ...steps.map(({ right, wrong, score }) => ({
      threshold: score,
      falsePositiveRate: wrong / total.wrong,
      truePositiveRate: right / total.right,
    })),
  ];
}

/** A point of a precision–recall curve. */
export interface PrecisionRecallPoint {
  /** Scores from here on are called positive. */
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * The precision–recall curve from the highest score down, one point for each score: that of
 * scikit-learn's `precision_recall_curve` in the opposite order and without its end point (1, 0).
 */
export function precisionRecallCurve(ranking: Ranking): PrecisionRecallPoint[] {
  const { steps, total } = stepsOf(ranking);
  return steps.map(({ right, wrong, score }) => ({
    threshold: score,
    precision: right / (right + wrong),
    recall: right / total.right,
  }));
}
