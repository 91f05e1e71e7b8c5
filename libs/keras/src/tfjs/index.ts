export { decodeWeights, parseWeightsManifest } from './decode-weights.js';
export { fromTfjs, knownOf } from './from-tfjs.js';
export { TfjsError } from './tfjs-error.js';
export { toTfjs } from './to-tfjs.js';
export type { ConvertOptions } from '../decode/convert-model.js';
export type { WeightsManifest } from './decode-weights.js';
export type { Shard } from './shards.js';
export type { TfjsErrorCode } from './tfjs-error.js';
export type { TfjsIndex, TfjsMetadata, TfjsModel, WeightsGroup } from './to-tfjs.js';
