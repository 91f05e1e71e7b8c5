export { ClassifierError } from '../classifier-error.js';
export { GenderClassifier } from './gender-classifier.js';
export type { ClassifierErrorCode } from '../classifier-error.js';
export type { Classified } from '../predict/classified.js';
export type { Pixels } from '../predict/pixels.js';
export type { FetchModelOptions, WebModelSource } from './fetch-model.js';
export type { WebLoadOptions } from './gender-classifier.js';
export type { Drawable, WebPicture } from './read-pixels.js';
