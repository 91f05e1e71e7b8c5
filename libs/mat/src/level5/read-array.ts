import { uniqueName } from '@gender/core';
import { textUntilZero } from '../char-rows.js';
import { emptyNumeric, readCells, readNumeric, readStructs } from '../containers.js';
import { MAX_FIELD_NAMES_BYTES } from '../limits.js';
import type { MatNumeric, MatStruct, MatValue, NumericClass } from '../mat-value.js';
import { isNumericClass, numericFormats } from '../numeric-class.js';
import type { ReadSession } from '../read-session.js';
import { ready, type Reading } from '../reading.js';
import { readRowMajor } from '../row-major.js';
import { MI } from '../stored-type.js';
import { readArrayHeader, type ArrayHeader } from './array-header.js';
import { openNumbers, readNumbers, readTag, type Element, type ElementReader } from './element.js';
import { readSparse } from './read-sparse.js';
import { readText } from './read-text.js';

/** What reading an array needs. */
export interface ArrayReader extends ElementReader {
  readonly session: ReadSession;
}

/**
 * Reads the content of an array whose header was read; the reader may then stand before `end`, the
 * end of the array.
 */
export function readArray(
  from: ArrayReader,
  header: ArrayHeader,
  path: string,
  end: number,
): Reading<MatValue> {
  const { class: name, shape } = header;
  return from.session.read({ path, class: name, shape }, () =>
    readContent(from, header, path, end),
  );
}

function* readContent(
  from: ArrayReader,
  header: ArrayHeader,
  path: string,
  end: number,
): Reading<MatValue> {
  const { class: name, shape, count, className } = header;
  if (isNumericClass(name)) {
    const first = yield* readTag(from, end);
    // Octave gives sparse logicals the class of full ones; but these are never stored as int32.
    const sparse = header.sparse || (name === 'logical' && first.type === MI.int32);
    if (sparse) return yield* readSparse(from, header, path, end, first);
    return yield* readNumbersOf(from, header, name, path, end, first);
  }
  switch (name) {
    case 'char':
      return yield* readText(from, header, end);
    case 'cell':
      expectRoom(from, count, path, end);
      return yield* readCells(from.session, shape, path, (_, cell) => readNested(from, cell, end));
    case 'struct':
      return yield* readStruct(from, header, path, end);
    case 'object':
      return { ...(yield* readStruct(from, header, path, end)), className };
    case 'function_handle':
      return { kind: 'opaque', class: name, className: name, shape };
    case 'opaque':
      return { kind: 'opaque', class: name, className, shape };
  }
}

function readNumbersOf(
  from: ArrayReader,
  { shape, count, complex }: ArrayHeader,
  name: NumericClass,
  path: string,
  end: number,
  first: Element,
): Reading<MatNumeric> {
  const { dtype } = numericFormats[name];
  return readNumeric(from.session, { class: name, shape, complex }, function* (part, turned) {
    const element = part === 'real' ? first : yield* readTag(from, end);
    if (!turned) return yield* readNumbers(from, element, dtype, count, path);
    const numbers = openNumbers(from, element, dtype, count, path);
    const data = yield* readRowMajor(dtype, shape, numbers.fill);
    yield* numbers.finish();
    return data;
  });
}

function* readStruct(
  from: ArrayReader,
  { shape, count }: ArrayHeader,
  path: string,
  end: number,
): Reading<MatStruct> {
  const names = yield* readFieldNames(from, path, end);
  expectRoom(from, count * names.length, path, end);
  return yield* readStructs(from.session, shape, path, names, (_index, _name, field) =>
    readNested(from, field, end),
  );
}

/** Reads the names of the fields: texts of one length, ended by zeros. */
function* readFieldNames(from: ArrayReader, path: string, end: number): Reading<string[]> {
  const what = `the field names of ${path}`;
  const [length = 0] = yield* readNumbers(
    from,
    yield* readTag(from, end),
    'int32',
    1,
    `the length of ${what}`,
  );
  const element = yield* readTag(from, end);
  if (element.byteLength > MAX_FIELD_NAMES_BYTES) {
    throw from.reader.fail('MAT_LIMIT', `${what} take ${element.byteLength} bytes`);
  }
  if (element.byteLength > 0 && (length <= 0 || element.byteLength % length !== 0)) {
    throw from.reader.fail(
      'MAT_FORMAT',
      `${what} take ${element.byteLength} bytes, ${length} for each`,
    );
  }
  const bytes = yield* readNumbers(from, element, 'uint8', element.byteLength, what);
  const names = new Set<string>();
  for (let at = 0; at < bytes.length; at += length) {
    const name = textUntilZero(bytes.subarray(at, at + length));
    // Other programs can write two fields of one name; SciPy tells them apart in the same way.
    const own = names.has(name) ? `_${names.size}_${name}` : name;
    names.add(uniqueName(own, (taken) => names.has(taken)));
  }
  return [...names];
}

/** Refuses a number of arrays that cannot lie before `end`: each takes the eight bytes of a tag. */
function expectRoom({ reader }: ElementReader, count: number, path: string, end: number): void {
  const room = Math.floor((end - reader.position) / 8);
  if (count > room) {
    throw reader.fail('MAT_FORMAT', `${path} claims ${count} arrays where at most ${room} can be`);
  }
}

function* readNested(from: ArrayReader, path: string, end: number): Reading<MatValue> {
  const element = expectMatrix(from, yield* readTag(from, end), path);
  // MATLAB writes an element that was never set as an array of no bytes: an empty double.
  if (element.byteLength === 0) {
    const empty = emptyNumeric('double');
    return yield* from.session.read({ path, class: 'double', shape: empty.shape }, () =>
      ready(empty),
    );
  }
  const header = yield* readArrayHeader(from, element.end);
  const value = yield* readArray(from, header, path, element.end);
  if (!from.session.ended) yield* from.reader.skip(element.end - from.reader.position);
  return value;
}

/** @throws MatError when the element is not an array. */
export function expectMatrix(from: ElementReader, element: Element, what: string): Element {
  if (element.type === MI.matrix) return element;
  throw from.reader.fail(
    'MAT_FORMAT',
    `${what} should be an array (data type ${MI.matrix}) but has data type ${element.type}`,
  );
}
