export { openTfjsModel, openTfjsWeights } from './open-tfjs-weights.js';
export { writeTfjsModel } from './write-tfjs-model.js';
export type { OpenTfjsModel, TfjsWeights } from './open-tfjs-weights.js';
