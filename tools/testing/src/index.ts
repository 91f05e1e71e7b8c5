export { solidPicture } from './solid-picture.js';
export { temporaryFolder } from './temporary-folder.js';
export { tinyBackbone } from './tiny-backbone.js';
export { writeColourDataset } from './colour-dataset.js';
export type { Colour } from './solid-picture.js';
