import { elementCount } from '@gender/tensor';
import { MatError } from './mat-error.js';
import type {
  MatCell,
  MatChar,
  MatNumeric,
  MatStruct,
  NumericArrays,
  NumericClass,
} from './mat-value.js';

/**
 * An array of numbers.
 *
 * @param data - the elements, the first axis varying fastest
 * @throws MatError `MAT_VALUE` when their number does not fit the shape.
 */
export function matArray<C extends NumericClass>(
  name: C,
  shape: readonly number[],
  data: NumericArrays[C],
): MatNumeric<C> {
  if (data.length !== elementCount(shape)) {
    throw new MatError(
      'MAT_VALUE',
      `shape ${shape.join(' × ')} needs ${elementCount(shape)} elements, but there are ${data.length}`,
    );
  }
  return { kind: 'numeric', class: name, shape, data };
}

/** A row of doubles, shape `[1, values.length]`; a single value is a scalar. */
export function matRow(...values: number[]): MatNumeric<'double'> {
  return matArray('double', [1, values.length], Float64Array.from(values));
}

/** A text, shape `[1, text.length]`. */
export function matText(text: string): MatChar {
  return {
    kind: 'char',
    shape: [text === '' ? 0 : 1, text.length],
    rows: text === '' ? [] : [text],
  };
}

/** A cell array; a row unless a shape is given. */
export function matCell<V>(cells: readonly V[], shape = [1, cells.length]): MatCell<V> {
  return { kind: 'cell', shape, cells };
}

/** A struct, shape `[1, 1]`, with the fields in the order of the object's keys. */
export function matStruct<V>(fields: Readonly<Record<string, V>>): MatStruct<V> {
  const values = Object.entries(fields).map(([name, value]) => [name, [value]] as const);
  return { kind: 'struct', shape: [1, 1], fields: new Map(values) };
}
