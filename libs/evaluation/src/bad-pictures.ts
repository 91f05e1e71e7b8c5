import { GenderError } from '@gender/core';

/** A picture that was left out; plain data. */
export interface SkippedPicture {
  readonly file: string;
  /** Of the error, such as `IMAGE_CORRUPT`. */
  readonly code: string;
  /** In words. */
  readonly reason: string;
}

/**
 * A picture to leave out.
 *
 * @throws the error where it is none of a picture
 */
export function skipped(file: string, error: unknown): SkippedPicture {
  if (!(error instanceof GenderError)) throw error;
  const { code, message } = error as GenderError;
  return { file, code, reason: message };
}
