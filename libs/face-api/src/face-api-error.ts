import { GenderError } from '@gender/core';

export type FaceApiErrorCode =
  /** The optional package is not installed. */
  | 'FACE_API_MISSING'
  /** The files of the package are damaged, or those of a version with another network. */
  | 'FACE_API_WEIGHTS';

/** The network of `@vladmandic/face-api` cannot be had. */
export class FaceApiError extends GenderError<FaceApiErrorCode> {
  override readonly name = 'FaceApiError';
}
