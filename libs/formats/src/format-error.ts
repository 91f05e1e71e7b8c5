import { GenderError } from '@gender/core';

/**
 * Why a file cannot be served: its name tells no format that is known here (`FORMAT_UNKNOWN`), its
 * format is only written (`FORMAT_READ`) or only read (`FORMAT_WRITE`), two files have nothing
 * that can be compared (`FORMAT_COMPARE`), or it says itself how pictures are fed where the caller
 * says it as well (`FORMAT_NORMALIZATION`).
 */
export type FormatErrorCode =
  'FORMAT_UNKNOWN' | 'FORMAT_READ' | 'FORMAT_WRITE' | 'FORMAT_COMPARE' | 'FORMAT_NORMALIZATION';

/** A file is of no format that serves. */
export class FormatError extends GenderError<FormatErrorCode> {
  override readonly name = 'FormatError';
}
