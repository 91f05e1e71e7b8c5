export { EvaluationError } from './evaluation-error.js';
export { predictSplit } from './predict-split.js';
export { parseResults, readResults } from './read-results.js';
export { scoreResults } from './score-results.js';
export { formatResults, writeResults } from './write-results.js';
export type { PredictSplitOptions } from './predict-split.js';
export type { ResultRow, Results } from './results.js';
export type { Score, ScoreOptions } from './score-results.js';
