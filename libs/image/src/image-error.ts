import { GenderError } from '@gender/core';

/**
 * What is wrong with a picture or with what was asked of it:
 * `IMAGE_EMPTY` no bytes, `IMAGE_FORMAT` not a picture of a format read here, `IMAGE_CORRUPT` cut off
 * or damaged, `IMAGE_TOO_LARGE` more bytes or pixels than allowed, `IMAGE_DECODER` the decoder needed
 * is not installed, `IMAGE_SIZE` sizes that do not fit together, `IMAGE_MEAN` a mean of another shape.
 */
export type ImageErrorCode =
  | 'IMAGE_EMPTY'
  | 'IMAGE_FORMAT'
  | 'IMAGE_CORRUPT'
  | 'IMAGE_TOO_LARGE'
  | 'IMAGE_DECODER'
  | 'IMAGE_SIZE'
  | 'IMAGE_MEAN';

/** A picture cannot be read, resampled or normalised; the message names it. */
export class ImageError extends GenderError<ImageErrorCode> {
  override readonly name = 'ImageError';
}

/** The first line of what another library threw. */
export function firstLine(cause: unknown): string {
  return String(cause instanceof Error ? cause.message : cause).split('\n', 1)[0] ?? '';
}
