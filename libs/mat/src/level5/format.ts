import type { DType } from '@gender/tensor';
import type { MatClass, NumericClass } from '../mat-value.js';

/** Numbers and names of level 5 ("MAT-File Format", The MathWorks, chapter 1). */

/** Bytes before the first data element. */
export const HEADER_BYTES = 128;
/** Where the header says which version and byte order the file has. */
export const VERSION_OFFSET = 124;
export const VERSION_LEVEL_5 = 0x0100;
/** MATLAB 7.3 puts an HDF5 file behind a header of this version. */
export const VERSION_HDF5 = 0x0200;

/** Types of data elements (`mi…`) that are not plain numbers. */
export const MI = {
  int8: 1,
  uint8: 2,
  int32: 5,
  uint32: 6,
  matrix: 14,
  compressed: 15,
  utf8: 16,
  utf16: 17,
};

/** How the numbers of a data element are stored, by its type. */
export const storageTypes: ReadonlyMap<number, DType> = new Map([
  [1, 'int8'],
  [2, 'uint8'],
  [3, 'int16'],
  [4, 'uint16'],
  [5, 'int32'],
  [6, 'uint32'],
  [7, 'float32'],
  [9, 'float64'],
  [12, 'int64'],
  [13, 'uint64'],
  [16, 'uint8'],
  [17, 'uint16'],
  [18, 'uint32'],
]);

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

/** How a numeric class is kept in memory and written. */
export interface NumericFormat {
  readonly dtype: DType;
  /** The number of the class. */
  readonly code: number;
  /** The type of the data element that holds it. */
  readonly storage: number;
}

export const numericFormats: Readonly<Record<NumericClass, NumericFormat>> = {
  double: { dtype: 'float64', code: 6, storage: 9 },
  single: { dtype: 'float32', code: 7, storage: 7 },
  int8: { dtype: 'int8', code: 8, storage: 1 },
  uint8: { dtype: 'uint8', code: 9, storage: 2 },
  int16: { dtype: 'int16', code: 10, storage: 3 },
  uint16: { dtype: 'uint16', code: 11, storage: 4 },
  int32: { dtype: 'int32', code: 12, storage: 5 },
  uint32: { dtype: 'uint32', code: 13, storage: 6 },
  int64: { dtype: 'int64', code: 14, storage: 12 },
  uint64: { dtype: 'uint64', code: 15, storage: 13 },
  logical: { dtype: 'uint8', code: 9, storage: 2 },
};

/** Whether arrays of a class hold numbers. */
export function isNumericClass(name: string): name is NumericClass {
  return Object.hasOwn(numericFormats, name);
}
