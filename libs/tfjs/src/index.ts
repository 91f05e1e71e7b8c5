export { readTfjs } from './read-tfjs.js';
export type { ReadTfjsOptions, TfjsFiles } from './tfjs-files.js';
