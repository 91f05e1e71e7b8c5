import type { Hdf5Group, Hdf5Member } from '@gender/hdf5';
import { elementCount } from '@gender/tensor';
import { matChar, textOfCodes } from '../char-rows.js';
import { emptyNumeric, readCells, readNumeric, readStructs } from '../containers.js';
import { MAX_CHARACTERS } from '../limits.js';
import type {
  MatCell,
  MatChar,
  MatNumeric,
  MatStruct,
  MatValue,
  NumericClass,
} from '../mat-value.js';
import { isNumericClass, numericFormats } from '../numeric-class.js';
import { ready, type Reading } from '../reading.js';
import { describeObject, type ObjectHeader } from './describe-object.js';
import { orMatError } from './hdf5-errors.js';
import { failure, type ObjectReader } from './object-reader.js';
import { readDataset } from './read-numbers.js';
import { readSparseGroup } from './read-sparse-group.js';

/** Reads what an object of the file stands for. */
export function readObject(
  from: ObjectReader,
  object: Hdf5Member,
  path: string,
): Reading<MatValue> {
  const header = orMatError(() => describeObject(object));
  const { class: name, shape } = header;
  return from.session.read({ path, class: name, shape }, () =>
    readContent(from, object, header, path),
  );
}

function* readContent(
  from: ObjectReader,
  object: Hdf5Member,
  header: ObjectHeader,
  path: string,
): Reading<MatValue> {
  const { class: name, shape, className } = header;
  if (name === 'opaque' || name === 'function_handle') {
    return { kind: 'opaque', class: name, className, shape };
  }
  if (object.kind === 'group') {
    if (header.sparse) return yield* readSparseGroup(from, object, header, path);
    enter(from, object, path);
    const struct = yield* readStruct(from, object, header, path);
    return name === 'object' ? { ...struct, className } : struct;
  }
  if (header.empty) return emptyValue(from, object, header, path);
  if (isNumericClass(name)) return yield* readNumbers(from, object, header, name, path);
  if (name === 'char') return yield* readChar(from, object, header, path);
  if (name === 'cell') return yield* readCell(from, object, header, path);
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

function readNumbers(
  from: ObjectReader,
  object: Hdf5Member,
  { shape }: ObjectHeader,
  name: NumericClass,
  path: string,
): Reading<MatNumeric> {
  const array = { class: name, shape, complex: object.kind === 'compound' };
  return readNumeric(from.session, array, (part, turned) => {
    const dataset = object.kind === 'compound' ? object.member(part) : object;
    if (dataset?.kind !== 'dataset') {
      throw failure(from, 'MAT_FORMAT', `${path} should hold numbers, but is a ${object.kind}`);
    }
    return readDataset(dataset, shape, numericFormats[name].dtype, turned);
  });
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
  const codes = yield* readDataset(object, shape, 'uint16', false);
  return matChar(shape, textOfCodes(codes)) ?? { kind: 'char', shape, rows: [] };
}

function* readCell(
  from: ObjectReader,
  object: Hdf5Member,
  { shape }: ObjectHeader,
  path: string,
): Reading<MatCell> {
  if (object.kind !== 'references') {
    throw failure(from, 'MAT_FORMAT', `${path} should hold cells, but is a ${object.kind}`);
  }
  enter(from, object, path);
  const targets = orMatError(() => object.read());
  return yield* readCells(from.session, shape, path, (index, cell) =>
    readTarget(from, targets[index], cell),
  );
}

/**
 * Reads a struct, a group of which the members are the fields, or an array of structs, of which
 * each field is a dataset of references, one for every struct.
 */
function readStruct(
  from: ObjectReader,
  group: Hdf5Group,
  { shape }: ObjectHeader,
  path: string,
): Reading<MatStruct> {
  const names = fieldNames(group);
  const members = new Map(names.map((name) => [name, orMatError(() => group.get(name))]));
  const arrays = new Map([...members].map(([name, member]) => [name, targetsOf(member)]));
  const isArray = [...arrays.values()].some((targets) => targets !== undefined);
  const count = elementCount(shape);
  if (isArray && [...arrays.values()].some((targets) => targets?.length !== count)) {
    throw failure(from, 'MAT_FORMAT', `the fields of ${path} differ in length`);
  }
  return readStructs(from.session, shape, path, names, (index, name, field) => {
    if (isArray) return readTarget(from, arrays.get(name)?.[index], field);
    const member = members.get(name);
    if (member !== undefined) return readObject(from, member, field);
    throw failure(from, 'MAT_FORMAT', `${field} is no array`);
  });
}

/** The fields in their order in MATLAB; HDF5 keeps them by name. */
function fieldNames(group: Hdf5Group): string[] {
  const members = new Set(orMatError(() => group.names()));
  const ordered = storedNames(group).filter((name) => members.has(name));
  return [...new Set([...ordered, ...members])];
}

function storedNames(object: Hdf5Member): string[] {
  const stored = orMatError(() => object.attribute('MATLAB_fields'));
  return Array.isArray(stored) ? stored.map(String) : [];
}

/** What the references of one field of an array of structs point to. */
function targetsOf(member: Hdf5Member | undefined): (string | undefined)[] | undefined {
  if (member?.kind !== 'references') return undefined;
  return orMatError(() =>
    member.attribute('MATLAB_class') === undefined ? member.read() : undefined,
  );
}

/** Reads what a reference points to; MATLAB's empty double where it points to nothing. */
function readTarget(
  from: ObjectReader,
  target: string | undefined,
  path: string,
): Reading<MatValue> {
  const object = target === undefined ? undefined : orMatError(() => from.root.get(target));
  if (object !== undefined) return readObject(from, object, path);
  const empty = emptyNumeric('double');
  return from.session.read({ path, class: 'double', shape: empty.shape }, () => ready(empty));
}

function emptyValue(
  from: ObjectReader,
  object: Hdf5Member,
  { class: name, shape }: ObjectHeader,
  path: string,
): MatValue {
  if (name === 'struct') {
    const names = storedNames(object);
    if (names.length === 0 || shape.includes(0)) {
      return { kind: 'struct', shape, fields: new Map(names.map((field) => [field, []])) };
    }
  }
  if (!shape.includes(0)) {
    throw failure(from, 'MAT_FORMAT', `${path} of ${shape.join(' × ')} has no elements`);
  }
  if (name === 'char') return { kind: 'char', shape, rows: [] };
  return isNumericClass(name) ? emptyNumeric(name, shape) : { kind: 'cell', shape, cells: [] };
}
