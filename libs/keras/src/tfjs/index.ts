export { TfjsError } from './tfjs-error.js';
export { toTfjs } from './to-tfjs.js';
export type { Shard } from './shards.js';
export type { TfjsErrorCode } from './tfjs-error.js';
export type { TfjsIndex, TfjsMetadata, TfjsModel, WeightsGroup } from './to-tfjs.js';
