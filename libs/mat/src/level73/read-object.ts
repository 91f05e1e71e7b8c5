import { ready, type Reading } from '../reading.js';
import type { Hdf5Group, Hdf5Member } from '@gender/hdf5';
import { elementCount, zeros } from '@gender/tensor';
import { matChar, textOfCodes } from '../char-rows.js';
import { isNumericClass, numericFormats } from '../level5/format.js';
import { MAX_CHARACTERS, MAX_DEPTH } from '../limits.js';
import { MatError, type MatErrorCode } from '../mat-error.js';
import type { MatCell, MatChar, MatNumeric, MatValue, NumericClass } from '../mat-value.js';
import { unread, type ReadSession } from '../read-session.js';
import { differsByOrder } from '../row-major.js';
import { describeObject, type ObjectHeader } from './describe-object.js';
import { orMatError } from './or-mat-error.js';
import { readDataset } from './read-numbers.js';
import { readSparseGroup } from './read-sparse-group.js';
import { readStructGroup } from './read-struct-group.js';

/** What reading an object needs. */
export interface ObjectReader {
  /** The file's name in messages. */
  readonly file: string;
  readonly root: Hdf5Group;
  readonly session: ReadSession;
  /** The cells and structs that were read already, lest references lead round in a circle. */
  readonly containers: Set<string>;
}

/** Reads what an object of the file stands for. */
export function readObject(
  from: ObjectReader,
  object: Hdf5Member,
  path: string,
  depth: number,
): Reading<MatValue> {
  const header = orMatError(() => describeObject(object));
  const { class: name, shape } = header;
  return from.session.read({ path, class: name, shape }, () => {
    if (depth > MAX_DEPTH) {
      throw failure(from, 'MAT_LIMIT', `${path} lies deeper than ${MAX_DEPTH} levels`);
    }
    return readContent(from, object, header, path, depth);
  });
}

function* readContent(
  from: ObjectReader,
  object: Hdf5Member,
  header: ObjectHeader,
  path: string,
  depth: number,
): Reading<MatValue> {
  const { class: name, shape, className } = header;
  if (name === 'opaque' || name === 'function_handle') {
    return { kind: 'opaque', class: name, className, shape };
  }
  if (object.kind === 'group') {
    if (header.sparse) return yield* readSparseGroup(from, object, header, path);
    enter(from, object, path);
    const struct = yield* readStructGroup(from, object, header, path, depth);
    return name === 'object' ? { ...struct, className } : struct;
  }
  if (header.empty) return emptyValue(from, object, header, path);
  if (isNumericClass(name)) return yield* readNumeric(from, object, header, name, path);
  if (name === 'char') return yield* readChar(from, object, header, path);
  if (name === 'cell') return yield* readCell(from, object, header, path, depth);
  throw failure(from, 'MAT_FORMAT', `${path} should be a struct, but is a ${object.kind}`);
}

/** MATLAB writes every cell and struct once, so that none is reached by two ways. */
function enter(from: ObjectReader, object: Hdf5Member, path: string): void {
  const identity = orMatError(() => object.identity());
  if (from.containers.has(identity)) {
    throw failure(from, 'MAT_FORMAT', `${path} leads to ${object.path}, which was read already`);
  }
  from.containers.add(identity);
}

function* readNumeric(
  from: ObjectReader,
  object: Hdf5Member,
  { shape }: ObjectHeader,
  name: NumericClass,
  path: string,
): Reading<MatNumeric> {
  const { dtype } = numericFormats[name];
  const { order } = from.session;
  const read = function* (part: 'real' | 'imag'): Reading<MatNumeric['data']> {
    const dataset = object.kind === 'compound' ? object.member(part) : object;
    if (dataset?.kind !== 'dataset') {
      throw failure(from, 'MAT_FORMAT', `${path} should hold numbers, but is a ${object.kind}`);
    }
    return yield* readDataset(dataset, shape, dtype, order);
  };
  const turned = order === 'row-major' && differsByOrder(shape);
  const real = { kind: 'numeric', class: name, shape, data: yield* read('real') } as const;
  const ordered: MatNumeric = turned ? { ...real, order } : real;
  return object.kind === 'compound' ? { ...ordered, imaginary: yield* read('imag') } : ordered;
}

function* readChar(
  from: ObjectReader,
  object: Hdf5Member,
  { shape }: ObjectHeader,
  path: string,
): Reading<MatChar> {
  const count = elementCount(shape);
  if (count > MAX_CHARACTERS) {
    throw failure(
      from,
      'MAT_LIMIT',
      `${path} has ${count} characters; the limit is ${MAX_CHARACTERS}`,
    );
  }
  if (object.kind !== 'dataset') {
    throw failure(from, 'MAT_FORMAT', `${path} should hold characters, but is a ${object.kind}`);
  }
  const codes = yield* readDataset(object, shape, 'uint16', 'column-major');
  return matChar(shape, textOfCodes(codes)) ?? { kind: 'char', shape, rows: [] };
}

function* readCell(
  from: ObjectReader,
  object: Hdf5Member,
  { shape }: ObjectHeader,
  path: string,
  depth: number,
): Reading<MatCell> {
  if (object.kind !== 'references') {
    throw failure(from, 'MAT_FORMAT', `${path} should hold cells, but is a ${object.kind}`);
  }
  enter(from, object, path);
  const cells: MatValue[] = [];
  for (const [index, target] of orMatError(() => object.read()).entries()) {
    const nested = `${path}{${index + 1}}`;
    cells.push(from.session.ended ? unread : yield* readTarget(from, target, nested, depth + 1));
  }
  return { kind: 'cell', shape, cells };
}

/** Reads what a reference points to; MATLAB's empty double where it points to nothing. */
export function readTarget(
  from: ObjectReader,
  target: string | undefined,
  path: string,
  depth: number,
): Reading<MatValue> {
  const object = target === undefined ? undefined : orMatError(() => from.root.get(target));
  if (object !== undefined) return readObject(from, object, path, depth);
  const entry = { path, class: 'double', shape: [0, 0] } as const;
  return from.session.read(entry, () => ready(emptyNumbers('double', [0, 0])));
}

function emptyValue(
  from: ObjectReader,
  object: Hdf5Member,
  { class: name, shape }: ObjectHeader,
  path: string,
): MatValue {
  if (name === 'struct') {
    const stored = orMatError(() => object.attribute('MATLAB_fields'));
    const names = Array.isArray(stored) ? (stored as string[]) : [];
    if (names.length === 0 || shape.includes(0)) {
      return { kind: 'struct', shape, fields: new Map(names.map((field) => [field, []])) };
    }
  }
  if (!shape.includes(0)) {
    throw failure(from, 'MAT_FORMAT', `${path} of ${shape.join(' × ')} has no elements`);
  }
  if (name === 'char') return { kind: 'char', shape, rows: [] };
  return isNumericClass(name) ? emptyNumbers(name, shape) : { kind: 'cell', shape, cells: [] };
}

function emptyNumbers(name: NumericClass, shape: readonly number[]): MatNumeric {
  return { kind: 'numeric', class: name, shape, data: zeros(numericFormats[name].dtype, 0) };
}

/** An error about this file. */
export function failure({ file }: ObjectReader, code: MatErrorCode, what: string): MatError {
  return new MatError(code, `${file}: ${what}`);
}
