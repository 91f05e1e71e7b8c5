export { accuracy, accuracyByGroup } from './accuracy.js';
export { classScores, confusionMatrix } from './confusion-matrix.js';
export { batchMeanCrossEntropy, crossEntropy } from './cross-entropy.js';
export { MetricsError } from './metrics-error.js';
export { topClasses } from './top-classes.js';
export type { GroupAccuracy } from './accuracy.js';
export type { ClassScore } from './confusion-matrix.js';
export type { Predictions } from './predictions.js';
