export { openTfjsWeights } from './open-tfjs-weights.js';
export { writeTfjsModel } from './write-tfjs-model.js';
export type { TfjsWeights } from './open-tfjs-weights.js';
