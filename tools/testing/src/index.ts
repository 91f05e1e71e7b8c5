export { bundleProgram } from './bundle-program.js';
export { serveFile } from './serve-file.js';
export { solidPicture } from './solid-picture.js';
export { tarGz } from './tar-gz.js';
export { temporaryFolder } from './temporary-folder.js';
export { tinyBackbone } from './tiny-backbone.js';
export { writeColourDataset } from './colour-dataset.js';
export type { FileServer } from './serve-file.js';
export type { Colour } from './solid-picture.js';
