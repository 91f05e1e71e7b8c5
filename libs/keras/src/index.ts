export { KerasError } from './keras-error.js';
export { readKerasModel } from './read-model.js';
export type { KerasErrorCode } from './keras-error.js';
export type { KerasModel } from './read-model.js';
export type { Metadata } from './root-attributes.js';
