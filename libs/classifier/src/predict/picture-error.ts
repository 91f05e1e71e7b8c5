import { GenderError } from '@gender/core';

/** A picture among those given. */
export interface PicturePlace {
  /** Its path, or the name of a `File`; `undefined` for what is in memory alone. */
  readonly file: string | undefined;
  /** Its place among the pictures given, from 0. */
  readonly index: number;
}

/**
 * A picture cannot be classified, because it cannot be read or decoded. `code` and the reason are
 * those of its `cause`: an `ImageError`, a `FileError`, or a `ClassifierError` for what is no picture.
 */
export class PictureError extends GenderError {
  override readonly name = 'PictureError';
  readonly file: string | undefined;
  readonly index: number;

  constructor({ file, index }: PicturePlace, cause: GenderError) {
    const { code, message } = cause;
    super(code, file === undefined ? `picture ${index}: ${message}` : message, { cause });
    this.file = file;
    this.index = index;
  }
}

/**
 * What became of a picture.
 *
 * @throws the error where it is none of a picture, but a slip of a program
 */
export function pictureError(place: PicturePlace, error: unknown): PictureError {
  if (!(error instanceof GenderError)) throw error;
  return new PictureError(place, error as GenderError);
}
