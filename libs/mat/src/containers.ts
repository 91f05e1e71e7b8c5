import { elementCount, zeros } from '@gender/tensor';
import type {
  MatCell,
  MatNumeric,
  MatSkipped,
  MatStruct,
  MatValue,
  NumericArrays,
  NumericClass,
} from './mat-value.js';
import { numericFormats } from './numeric-class.js';
import type { ReadSession } from './read-session.js';
import type { Reading } from './reading.js';
import { differsByOrder } from './row-major.js';

/** Stands for what lies behind the end of reading. */
const unread: MatSkipped = { kind: 'skipped', class: undefined, shape: [] };

/**
 * Reads the cells of a cell array one after the other, until reading ends.
 *
 * @param readCell - reads the cell of an index from 0, which has this path
 */
export function* readCells(
  session: ReadSession,
  shape: readonly number[],
  path: string,
  readCell: (index: number, path: string) => Reading<MatValue>,
): Reading<MatCell> {
  const cells: MatValue[] = [];
  for (let index = 0; index < elementCount(shape); index += 1) {
    cells.push(session.ended ? unread : yield* readCell(index, `${path}{${index + 1}}`));
  }
  return { kind: 'cell', shape, cells };
}

/**
 * Reads the fields of the structs of an array, struct by struct, until reading ends.
 *
 * @param readField - reads a field of the struct of an index from 0, which has this path
 */
export function* readStructs(
  session: ReadSession,
  shape: readonly number[],
  path: string,
  names: readonly string[],
  readField: (index: number, name: string, path: string) => Reading<MatValue>,
): Reading<MatStruct> {
  const fields = new Map<string, MatValue[]>(names.map((name) => [name, []]));
  const count = names.length === 0 ? 0 : elementCount(shape);
  for (let index = 0; index < count; index += 1) {
    const struct = count === 1 ? path : `${path}(${index + 1})`;
    for (const [name, values] of fields) {
      const nested = `${struct}.${name}`;
      values.push(session.ended ? unread : yield* readField(index, name, nested));
    }
  }
  return { kind: 'struct', shape, fields };
}

/**
 * Reads an array of numbers in the order that the session asks for.
 *
 * @param readPart - reads the real or the imaginary parts, in row-major order where `turned`
 */
export function* readNumeric<C extends NumericClass>(
  { order }: ReadSession,
  { class: name, shape, complex }: { class: C; shape: readonly number[]; complex: boolean },
  readPart: (part: 'real' | 'imag', turned: boolean) => Reading<NumericArrays[C]>,
): Reading<MatNumeric<C>> {
  const turned = order === 'row-major' && differsByOrder(shape);
  const data = yield* readPart('real', turned);
  return {
    kind: 'numeric',
    class: name,
    shape,
    data,
    ...(turned && { order: 'row-major' }),
    ...(complex && { imaginary: yield* readPart('imag', turned) }),
  };
}

/** An array of numbers without elements. */
export function emptyNumeric(name: NumericClass, shape: readonly number[] = [0, 0]): MatNumeric {
  return { kind: 'numeric', class: name, shape, data: zeros(numericFormats[name].dtype, 0) };
}
