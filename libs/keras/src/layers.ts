export { encodeModel } from './encode-model.js';
export { joinGroups } from './join-groups.js';
export { KerasError } from './keras-error.js';
export { kerasGraph } from './keras-layers.js';
export type { EncodeModelOptions } from './encode-model.js';
export type { KerasGraph, KerasLayer, KerasWeight } from './keras-layers.js';
