export { crossValidate } from './cross-validate.js';
export type {
  CrossValidateOptions,
  CrossValidation,
  FoldResult,
  FoldSpread,
} from './cross-validate.js';
export type { CollectionOptions } from './collection.js';
