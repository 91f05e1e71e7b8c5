export { FileError } from './file-error.js';
export { openFileSource } from './file-source.js';
export { sha256, sha256File } from './sha256.js';
export { startWorker } from './start-worker.js';
export { readManifest, writeManifest } from './manifest.js';
export { writeFolderWhole } from './write-folder.js';
export { writeAside, writeFileWhole, writeWhole } from './write-whole.js';
export type { FileSource } from './file-source.js';
export type { Manifest } from './manifest.js';
