import { GenderError } from '@gender/core';

/**
 * What went wrong: the bytes are not HDF5, cut short or damaged (`HDF5_FORMAT`); they hold a kind
 * of value that this library does not read (`HDF5_UNSUPPORTED`); a value cannot be written
 * (`HDF5_VALUE`); the file could not be written (`HDF5_WRITE`) or is closed already (`HDF5_CLOSED`).
 */
export type Hdf5ErrorCode =
  'HDF5_FORMAT' | 'HDF5_UNSUPPORTED' | 'HDF5_VALUE' | 'HDF5_WRITE' | 'HDF5_CLOSED';

/** An HDF5 file cannot be read or written; the message names the file and the object in it. */
export class Hdf5Error extends GenderError<Hdf5ErrorCode> {
  override readonly name = 'Hdf5Error';
}
