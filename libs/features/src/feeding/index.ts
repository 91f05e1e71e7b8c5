export { choosePreprocessing, normalizationOf } from './choose-preprocessing.js';
export type {
  FramingRule,
  PreprocessingChoice,
  PreprocessingRule,
} from './choose-preprocessing.js';
