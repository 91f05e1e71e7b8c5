import { GenderError } from '@gender/core';

export type FacesErrorCode =
  /** Faces are to be cut out in a way that is not known. */
  'FACES_RULE';

/** Faces cannot be found or aligned as asked. */
export class FacesError extends GenderError<FacesErrorCode> {
  override readonly name = 'FacesError';
}
