import { GenderError } from '@gender/core';
import type { UnreadKind } from './unread-kind.js';

/** What is wrong with a picture or with what was asked of it. */
export type ImageErrorCode =
  /** It has no bytes. */
  | 'IMAGE_EMPTY'
  /** It is not a picture of a format read here. */
  | 'IMAGE_FORMAT'
  /** Its format is read, its kind is not, such as a TIFF of floating-point samples or grey of 16 bits. */
  | 'IMAGE_KIND'
  /** It is cut off or damaged. */
  | 'IMAGE_CORRUPT'
  /** It has more bytes or pixels than allowed. */
  | 'IMAGE_TOO_LARGE'
  /** The decoder needed is not installed. */
  | 'IMAGE_DECODER'
  /** Sizes do not fit together. */
  | 'IMAGE_SIZE'
  /** A mean has another shape. */
  | 'IMAGE_MEAN';

/** A picture cannot be read, resampled or normalised; the message names it. */
export class ImageError extends GenderError<ImageErrorCode> {
  override readonly name = 'ImageError';

  /** Names a kind of picture that is not read. */
  static unreadKind(picture: string, cause: UnreadKind): ImageError {
    return new ImageError(
      'IMAGE_KIND',
      `cannot decode ${picture}: ${cause.message} is not read; convert it to JPEG or to PNG of 8 bits`,
      { cause },
    );
  }
}

/** The first line of what another library threw. */
export function firstLine(cause: unknown): string {
  return String(cause instanceof Error ? cause.message : cause).replace(/\n[^]*/, '');
}
