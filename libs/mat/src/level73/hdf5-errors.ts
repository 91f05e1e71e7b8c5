import { GenderError } from '@gender/core';
import { MatError, type MatErrorCode } from '../mat-error.js';

/** What errors of `@gender/hdf5` mean for a MAT-file. (Its class is not imported: browsers do not load it.) */
const codes: Partial<Record<string, MatErrorCode>> = {
  HDF5_FORMAT: 'MAT_FORMAT',
  HDF5_UNSUPPORTED: 'MAT_UNSUPPORTED',
};

/**
 * Calls into `@gender/hdf5`.
 *
 * @throws MatError with the message and cause of what went wrong there.
 */
export function orMatError<T>(call: () => T): T {
  try {
    return call();
  } catch (cause) {
    throw asMatError(cause);
  }
}

/** The same error, as one of this library where it comes from the file. */
export function asMatError(cause: unknown): unknown {
  const code = cause instanceof GenderError ? codes[String(cause.code)] : undefined;
  return code === undefined || !(cause instanceof Error)
    ? cause
    : new MatError(code, cause.message, { cause });
}
