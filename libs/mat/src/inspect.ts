import { tensor, type DType, type Tensor } from '@gender/tensor';
import { numericFormats } from './numeric-class.js';
import type { MatNumeric, MatValue } from './mat-value.js';
import { differsByOrder, toRowMajor } from './row-major.js';

/**
 * The value of a field of a struct, or of one struct of an array.
 *
 * @param index - which struct of an array, counted from 0
 * @returns `undefined` where the value is no struct or has no such field
 */
export function fieldOf(
  value: MatValue | undefined,
  name: string,
  index = 0,
): MatValue | undefined {
  return value?.kind === 'struct' ? value.fields.get(name)?.[index] : undefined;
}

/** The text of a char array with at most one row; `undefined` for everything else. */
export function textOf(value: MatValue | undefined): string | undefined {
  if (value?.kind !== 'char' || value.rows.length > 1) return undefined;
  const [row = ''] = value.rows;
  return row;
}

/** The elements of a real numeric array as numbers; `undefined` for everything else. */
export function numbersOf(value: MatValue | undefined): number[] | undefined {
  if (value?.kind !== 'numeric' || value.imaginary !== undefined) return undefined;
  return Array.from<number | bigint, number>(value.data, Number);
}

/**
 * The real parts of an array as a tensor of the same shape: the same element has the same indices,
 * but the last axis varies fastest. An array that was read in row-major order is not copied.
 *
 * @param shape - the array's shape, or the same with axes of length 1 that MATLAB dropped at the end
 * @throws TensorError when `shape` has another number of elements.
 */
export function toTensor(array: MatNumeric, shape = array.shape): Tensor {
  const { dtype } = numericFormats[array.class];
  const source: Tensor<DType> = tensor(dtype, shape, array.data);
  if (array.order === 'row-major' || !differsByOrder(array.shape)) return source;
  return tensor(dtype, shape, toRowMajor(dtype, array.shape, source.data));
}
