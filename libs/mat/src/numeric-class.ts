import type { DType } from '@gender/tensor';
import type { NumericClass } from './mat-value.js';

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
