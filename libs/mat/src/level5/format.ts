import type { MatClass } from '../mat-value.js';

/** Numbers and names of level 5 ("MAT-File Format", The MathWorks, chapter 1). */

/** Bytes before the first data element. */
export const HEADER_BYTES = 128;
/** Where the header says which version and byte order the file has. */
export const VERSION_OFFSET = 124;
export const VERSION_LEVEL_5 = 0x0100;
/** MATLAB 7.3 puts an HDF5 file behind a header of this version. */
export const VERSION_HDF5 = 0x0200;

/** The class of sparse matrices (`mxSPARSE_CLASS`); their elements are doubles or logicals. */
export const SPARSE_CODE = 5;

/** Array classes (`mx…_CLASS`) by their number. */
export const classNames: ReadonlyMap<number, MatClass> = new Map([
  [1, 'cell'],
  [2, 'struct'],
  [3, 'object'],
  [4, 'char'],
  [5, 'double'],
  [6, 'double'],
  [7, 'single'],
  [8, 'int8'],
  [9, 'uint8'],
  [10, 'int16'],
  [11, 'uint16'],
  [12, 'int32'],
  [13, 'uint32'],
  [14, 'int64'],
  [15, 'uint64'],
  [16, 'function_handle'],
  [17, 'opaque'],
]);

/** Bits of the array flags beside the class. */
export const FLAG_COMPLEX = 0x0800;
export const FLAG_LOGICAL = 0x0200;
