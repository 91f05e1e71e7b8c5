export { KerasError } from './keras-error.js';
export { readKerasModel } from './read-model.js';
export { readKerasWeights } from './read-weights.js';
export { writeKerasModel } from './write-model.js';
export { writeKerasWeights } from './write-weights.js';
export type { KerasErrorCode } from './keras-error.js';
export type { KerasModel } from './read-model.js';
export type { Metadata } from './root-attributes.js';
export type { WriteKerasModelOptions } from './write-model.js';
