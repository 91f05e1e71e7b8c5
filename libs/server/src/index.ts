export { createServer } from './create-server.js';
export { defaultLimits } from './limits.js';
export { listen } from './listen.js';
export { ServerError } from './server-error.js';
export type { ServerOptions } from './create-server.js';
export type { ServerLimits } from './limits.js';
export type { ServedModel } from './model-host.js';
export type { ServerErrorCode } from './server-error.js';
export type { ModelDescription, PictureAnswer, PredictAnswer } from './schemas.js';
