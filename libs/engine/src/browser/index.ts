export { EngineError } from '../engine-error.js';
export { openWebSession } from './web-session.js';
export type { EngineErrorCode } from '../engine-error.js';
export type { WebDevice, WebSession, WebSessionOptions } from './web-session.js';
