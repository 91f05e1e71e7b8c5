export { readTfjsModel, tfjsFiles } from './read-tfjs-model.js';
