export { readSafetensorsModel, writeSafetensorsModel } from './model-file.js';
export type { WriteSafetensorsModelOptions } from './model-file.js';
