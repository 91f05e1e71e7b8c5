export { KerasError } from '@gender/keras/layers';
export { toTfjs } from './to-tfjs.js';
export type { Shard } from './shards.js';
export type { TfjsIndex, TfjsMetadata, TfjsModel, WeightsGroup } from './to-tfjs.js';
