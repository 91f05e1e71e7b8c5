export { writeTfjsModel } from './write-tfjs-model.js';
