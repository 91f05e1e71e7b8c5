export { badPictureRules } from '@gender/features';
export { classifyFiles, inClassOrder, NO_FACE } from './classify-files.js';
export { lookingForFaces } from './looking-for-faces.js';
export { compareResults } from './compare-results.js';
export { analyseErrors } from './error-analysis.js';
export { EvaluationError } from './evaluation-error.js';
export {
  applyOperatingPoint,
  callAtPoint,
  checkApart,
  chooseOperatingPoint,
  describeOperatingPoint,
} from './operating-point.js';
export { explainPictures } from './explain/explain-pictures.js';
export { calibrationNote, figureTitles } from './figure-parts.js';
export { besidePhoto, overlay } from './explain/overlay.js';
export { predictSplit } from './predict-split.js';
export { formatClassifiedFiles } from './format-classified-files.js';
export { parseResults, readResults } from './read-results.js';
export { fewPictures } from './group-scores.js';
export { readFactsTable, readSplitFacts } from './picture-facts.js';
export { describePersons } from './describe-persons.js';
export { datasetOf, madeWith, trainingOf } from './training-of.js';
export { scoreResults } from './score-results.js';
export { formatResults, sixDecimals, writeResults } from './write-results.js';
export type { BadPictureRule } from '@gender/features';
export type { SkippedPicture } from './bad-pictures.js';
export type {
  ClassifiedFile,
  ClassifiedFiles,
  ClassifyFilesOptions,
  FacelessFile,
} from './classify-files.js';
export type {
  ComparedResults,
  CompareOptions,
  Comparison,
  MeasuredResults,
  NamedResults,
} from './compare-results.js';
export type { Call, DifferingPicture } from './differing-pictures.js';
export type { Explanation, ExplainOptions } from './explain/explain-pictures.js';
export type { FaceInPhoto } from './explain/overlay.js';
export type { HeatMap } from './explain/grad-cam.js';
export type { ErrorAnalysis, NotedPicture } from './error-analysis.js';
export type { OperatingPoint } from './operating-point.js';
export type { PredictedSplit, PredictSplitOptions } from './predict-split.js';
export type { ResultRow, Results } from './results.js';
export type { ClassError, Difference, Gap, Grouping, GroupScore } from './group-scores.js';
export type { PictureFacts } from './picture-facts.js';
export type { Training } from './training-of.js';
export type {
  Answered,
  ClassResult,
  ReliabilityBin,
  Score,
  ScoreOptions,
  Uncertainty,
} from './score-results.js';
