export { crossValidate } from './cross-validate.js';
export { tune } from './tune.js';
export type {
  CrossValidateOptions,
  CrossValidation,
  FoldResult,
  FoldSpread,
} from './cross-validate.js';
export type { CollectionOptions } from './collection.js';
export type { TrialLine } from './search/trials-file.js';
export type { TuneOptions, Tuning } from './tune.js';
