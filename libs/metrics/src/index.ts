export { accuracy, accuracyByGroup } from './accuracy.js';
export { clusterNumbers, shownPersons } from './cluster-numbers.js';
export type { ShownPersons } from './cluster-numbers.js';
export { bcaInterval, bootstrapIntervals, usualResamples } from './bootstrap.js';
export { binOf, calibrationBins, calibrationError, coverageCurve } from './calibration.js';
export {
  balancedAccuracy,
  classScores,
  confusionMatrix,
  matthewsCorrelation,
} from './confusion-matrix.js';
export { batchMeanCrossEntropy, brierScore, crossEntropy } from './cross-entropy.js';
export { normalCdf, normalQuantile, studentQuantile } from './distributions.js';
export { compareFigures, figureNames, measureFigures } from './figures.js';
export { findThreshold } from './threshold.js';
export { suspectedLabels } from './label-errors.js';
export { calibrationInterval, debiasedCalibration } from './debiased-calibration.js';
export { studentisedMean } from './studentised-mean.js';
export { MetricsError } from './metrics-error.js';
export { differenceInterval, proportion, usualConfidence, wilsonInterval } from './proportion.js';
export { averagePrecision, precisionRecallCurve, rankScores, rocAuc, rocCurve } from './ranking.js';
export { holm, mcnemar } from './significance.js';
export { applyTemperature, fitTemperature } from './temperature.js';
export { topClasses } from './top-classes.js';
export type { GroupAccuracy } from './accuracy.js';
export type { BootstrapOptions, Statistic } from './bootstrap.js';
export type { CalibrationEstimate } from './debiased-calibration.js';
export type { CalibrationBin, CoveragePoint } from './calibration.js';
export type { ClassScore } from './confusion-matrix.js';
export type { Called, ClassFigures, Figure, FigureName, Figures } from './figures.js';
export type { Predictions } from './predictions.js';
export type { Interval, Proportion } from './proportion.js';
export type { PrecisionRecallPoint, Ranking, RocPoint } from './ranking.js';
export type { SuspectedLabel } from './label-errors.js';
export type { Threshold, ThresholdRule } from './threshold.js';
export type { McNemar } from './significance.js';
