import type { Hdf5Group } from '@gender/hdf5';
import { MatError, type MatErrorCode } from '../mat-error.js';
import type { ReadSession } from '../read-session.js';

/** What reading an object needs. */
export interface ObjectReader {
  /** The file's name in messages. */
  readonly file: string;
  readonly root: Hdf5Group;
  readonly session: ReadSession;
  /** The cells and structs that were read already, lest references lead round in a circle. */
  readonly containers: Set<string>;
}

/** An error about this file. */
export function failure({ file }: ObjectReader, code: MatErrorCode, what: string): MatError {
  return new MatError(code, `${file}: ${what}`);
}
