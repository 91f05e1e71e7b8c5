export { FaceApiError } from './face-api-error.js';
export { openFaceApi } from './open-face-api.js';
export type { FaceApiErrorCode } from './face-api-error.js';
export type { FaceApiModel, FaceApiNetwork } from './open-face-api.js';
