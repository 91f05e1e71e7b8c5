import type { DType } from '@gender/tensor';

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
