import type { MatClass, MatValue } from './mat-value.js';
import type { ReadSession } from './read-session.js';

/**
 * The versions of MAT-files: 4 (`save -v4`), 5 (`-v6`, and compressed `-v7`: MATLAB 5 to 7.2) and
 * 7.3 (`-v7.3`, HDF5).
 */
export type MatVersion = '4' | '5' | '7.3';

/** A variable as MATLAB's `whos` lists it. */
export interface MatInfo {
  readonly name: string;
  readonly shape: readonly number[];
  /** The class of an object is `object` or `opaque`; its own name stands in `className`. */
  readonly class: MatClass;
  readonly className?: string | undefined;
  readonly complex: boolean;
  readonly sparse: boolean;
  /**
   * How many bytes its elements take in memory; for cells, structs and objects, how many its content
   * takes in the file before compression, or `undefined` in version 7.3, where it lies scattered.
   */
  readonly bytes: number | undefined;
}

/** A variable that the reader has come to. */
export interface StoredVariable {
  readonly info: MatInfo;
  /** Reads it, or what of it the session asks for. Only once, and before the next variable. */
  read(session: ReadSession): Promise<MatValue>;
}

/** A MAT-file of any version. */
export interface MatContainer {
  readonly version: MatVersion;
  readonly byteOrder: 'little-endian' | 'big-endian';
  /** Goes through the variables in their order in the file. */
  variables(): AsyncIterable<StoredVariable>;
  close(): Promise<void>;
}
