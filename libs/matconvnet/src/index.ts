export { importMatConvNet } from './import-matconvnet.js';
export { MatConvNetError } from './matconvnet-error.js';
export type { ImportMatConvNetOptions } from './import-matconvnet.js';
export type { MatConvNetErrorCode } from './matconvnet-error.js';
