export { framePicture } from './frame-picture.js';
export { preprocess } from './preprocess.js';
export { exifRules, preprocessingModes } from './preprocessing.js';
export { resample, resamplings } from './resample/resample.js';
export { subtractMean } from './subtract-mean.js';
export { toRgb } from './to-rgb.js';
export type { Framing } from './frame-picture.js';
export type { Picture } from './picture.js';
export type {
  ExifRule,
  MeanSubtraction,
  Preprocessing,
  PreprocessingFrame,
  PreprocessingMode,
  Rescaling,
} from './preprocessing.js';
export type { Resampling } from './resample/resample.js';
export type { Subtraction } from './subtract-mean.js';
