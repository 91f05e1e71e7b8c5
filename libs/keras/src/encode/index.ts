export { encodeModel } from './encode-model.js';
export { joinGroups } from './join-groups.js';
export { KerasError } from '../keras-error.js';
export { kerasGraph } from './keras-graph.js';
export type { EncodeModelOptions } from './encode-model.js';
export type { KerasGraph, KerasLayer, KerasWeight } from './keras-graph.js';
