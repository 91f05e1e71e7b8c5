import { GenderError } from '@gender/core';

export type FacesErrorCode =
  /** A frame of faces is not known. */
  'FACES_TEMPLATE';

/** Faces cannot be found or aligned as asked. */
export class FacesError extends GenderError<FacesErrorCode> {
  override readonly name = 'FacesError';
}
