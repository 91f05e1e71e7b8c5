import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  bcaInterval,
  calibrationBins,
  calibrationError,
  balancedAccuracy,
  brierScore,
  confusionMatrix,
  differenceInterval,
  holm,
  matthewsCorrelation,
  mcnemar,
  measureFigures,
  normalCdf,
  normalQuantile,
  precisionRecallCurve,
  proportion,
  rankScores,
  rocCurve,
  studentQuantile,
  wilsonInterval,
} from '../src/index.js';

interface Classifier {
  classes: number;
  labels: number[];
  predicted: number[];
  probabilities: number[];
  balancedAccuracy: number;
  matthewsCorrelation: number;
  brierScore: number;
  f1: number[];
  rocAuc: number[];
  averagePrecision: number[];
  calibrationError: number;
  roc: { falsePositiveRate: number[]; truePositiveRate: number[] };
  precisionRecall: { precision: number[]; recall: number[]; threshold: number[] };
}

interface Judges {
  classifiers: Classifier[];
  bca: { estimate: number; resampled: number[]; left: number[]; low: number; high: number }[];
  mcnemar: {
    onlyFirst: number;
    onlySecond: number;
    exact: number;
    chiSquare: number;
    chiSquareP: number;
  }[];
  wilson: { successes: number; trials: number; confidence: number; low: number; high: number }[];
  newcombe: { first: [number, number]; second: [number, number]; low: number; high: number }[];
  normal: { x: number[]; cdf: number[]; p: number[]; quantile: number[] };
  student: { p: number; freedom: number; t: number }[];
  holm: { p: number[]; adjusted: number[] };
}

const judges = JSON.parse(
  readFileSync(new URL('fixtures/judges.json', import.meta.url), 'utf8'),
) as Judges;

/** All are float64 and differ by the order of sums: 1e-12, absolute or of the larger one. */
function near(found: number, expected: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
}

function allNear(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, index) => near(value, expected[index]!));
}

describe.each(judges.classifiers)('$classes classes, as scikit-learn has them', (golden) => {
  const { labels, predicted, probabilities, classes } = golden;
  const first = rankScores(
    labels.map((label) => label === 0),
    labels.map((_, image) => probabilities[image * classes]!),
  );
  const measured = measureFigures({ labels, predicted, probabilities, classes }, { resamples: 10 });

  test('figures of the confusion matrix', () => {
    const matrix = confusionMatrix(labels, predicted, classes);
    near(balancedAccuracy(matrix), golden.balancedAccuracy);
    near(matthewsCorrelation(matrix), golden.matthewsCorrelation);
    near(measured.overall.balancedAccuracy!.value, golden.balancedAccuracy);
    near(measured.overall.matthewsCorrelation!.value, golden.matthewsCorrelation);
  });

  test('figures of the probabilities', () => {
    near(brierScore(golden), golden.brierScore);
    near(measured.overall.brierScore!.value, golden.brierScore);
    near(measured.overall.calibrationError!.value, golden.calibrationError);
  });

  test.each(['f1', 'rocAuc', 'averagePrecision'] as const)('%s of each class', (name) => {
    allNear(
      measured.perClass.map((each) => each[name]!.value),
      golden[name],
    );
  });

  test('curves', () => {
    const roc = rocCurve(first);
    for (const rate of ['falsePositiveRate', 'truePositiveRate'] as const) {
      allNear(
        roc.map((point) => point[rate]),
        golden.roc[rate],
      );
    }
    // scikit-learn ends where recall is whole; further points have that recall and less precision.
    const curve = precisionRecallCurve(first).slice(0, golden.precisionRecall.recall.length);
    for (const name of ['precision', 'recall', 'threshold'] as const) {
      allNear(
        curve.map((point) => point[name]),
        golden.precisionRecall[name],
      );
    }
  });
});

test('the calibration error is that of its bins', () => {
  const bins = calibrationBins([0.9, 0.9, 0.6, 0], [true, false, true, false], { bins: 10 });
  expect(bins.map(({ images }) => images)).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 2, 0]);
  // (1 · |0 − 0| + 1 · |1 − 0.6| + 2 · |0.5 − 0.9|) / 4
  near(calibrationError(bins), 0.3);
});

test.each(judges.bca)('BCa intervals are those of SciPy', ({ low, high, ...values }) => {
  const interval = bcaInterval(values.estimate, values.resampled, values.left)!;
  allNear([interval.low, interval.high], [low, high]);
});

test.each(judges.mcnemar)('McNemar as statsmodels: $onlyFirst and $onlySecond', (golden) => {
  const { onlyFirst, onlySecond } = golden;
  const counts: [number, boolean, boolean][] = [
    [50, true, true],
    [onlyFirst, true, false],
    [onlySecond, false, true],
    [20, false, false],
  ];
  const pairs = counts.flatMap(([count, a, b]) => Array.from({ length: count }, () => [a, b]));
  const found = mcnemar(
    pairs.map(([a]) => a!),
    pairs.map(([, b]) => b!),
  );
  expect(found).toMatchObject({ onlyFirst, onlySecond });
  near(found.exact, golden.exact);
  near(found.chiSquare, golden.chiSquare);
  near(found.chiSquareP, golden.chiSquareP);
});

test.each(judges.wilson)('Wilson as statsmodels: $successes of $trials', (golden) => {
  const { low, high } = wilsonInterval(golden.successes, golden.trials, golden.confidence);
  allNear([low, high], [golden.low, golden.high]);
});

test.each(judges.newcombe)('Newcombe as statsmodels: $first less $second', (golden) => {
  const part = ([successes, trials]: readonly [number, number]) =>
    proportion(Array.from({ length: trials }, (_, image) => image < successes));
  const { low, high } = differenceInterval(part(golden.first), part(golden.second));
  allNear([low, high], [golden.low, golden.high]);
});

test('distributions as SciPy', () => {
  const { x, cdf, p, quantile } = judges.normal;
  allNear(x.map(normalCdf), cdf);
  // Of the far tail the figures are small, and their digits count.
  x.forEach((value, index) => {
    if (value < 0) expect(normalCdf(value) / cdf[index]!).toBeCloseTo(1, 12);
  });
  allNear(p.map(normalQuantile), quantile);
  for (const { p: part, freedom, t } of judges.student) near(studentQuantile(part, freedom), t);
});

test('p adjusted after Holm as statsmodels', () => {
  allNear(holm(judges.holm.p), judges.holm.adjusted);
});
