import { ready, type Reading } from '../reading.js';
import { readRowMajor, differsByOrder } from '../row-major.js';
import { MAX_DEPTH, MAX_FIELD_NAMES_BYTES } from '../limits.js';
import type { MatCell, MatNumeric, MatStruct, MatValue, NumericClass } from '../mat-value.js';
import { unread, type ReadSession } from '../read-session.js';
import { readArrayHeader, type ArrayHeader } from './array-header.js';
import { openNumbers, readNumbers, readTag, type Element, type ElementReader } from './element.js';
import { isNumericClass, MI, numericFormats } from './format.js';
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
  depth: number,
  end: number,
): Reading<MatValue> {
  const { class: name, shape } = header;
  return from.session.read({ path, class: name, shape }, () => {
    if (depth > MAX_DEPTH) {
      throw from.reader.fail('MAT_LIMIT', `${path} lies deeper than ${MAX_DEPTH} levels`);
    }
    return readContent(from, header, path, depth, end);
  });
}

function* readContent(
  from: ArrayReader,
  header: ArrayHeader,
  path: string,
  depth: number,
  end: number,
): Reading<MatValue> {
  const { class: name, shape, className } = header;
  if (isNumericClass(name)) {
    const first = yield* readTag(from, end);
    // Octave gives sparse logicals the class of full ones; but these are never stored as int32.
    const sparse = header.sparse || (name === 'logical' && first.type === MI.int32);
    if (sparse) return yield* readSparse(from, header, path, end, first);
    return yield* readNumeric(from, header, name, path, end, first);
  }
  switch (name) {
    case 'char':
      return yield* readText(from, header, end);
    case 'cell':
      return yield* readCell(from, header, path, depth, end);
    case 'struct':
      return yield* readStruct(from, header, path, depth, end);
    case 'object':
      return { ...(yield* readStruct(from, header, path, depth, end)), className };
    case 'function_handle':
      return { kind: 'opaque', class: name, className: name, shape };
    case 'opaque':
      return { kind: 'opaque', class: name, className, shape };
  }
}

function* readNumeric(
  from: ArrayReader,
  { shape, count, complex }: ArrayHeader,
  name: NumericClass,
  path: string,
  end: number,
  first: Element,
): Reading<MatNumeric> {
  const { dtype } = numericFormats[name];
  const turned = from.session.order === 'row-major' && differsByOrder(shape);
  const read = function* (element: Element): Reading<MatNumeric['data']> {
    if (!turned) return yield* readNumbers(from, element, dtype, count, path);
    const numbers = openNumbers(from, element, dtype, count, path);
    const data = yield* readRowMajor(dtype, shape, numbers.fill);
    yield* numbers.finish();
    return data;
  };
  const real = { kind: 'numeric', class: name, shape, data: yield* read(first) } as const;
  const ordered: MatNumeric = turned ? { ...real, order: 'row-major' } : real;
  return complex ? { ...ordered, imaginary: yield* read(yield* readTag(from, end)) } : ordered;
}

function* readCell(
  from: ArrayReader,
  { shape, count }: ArrayHeader,
  path: string,
  depth: number,
  end: number,
): Reading<MatCell> {
  expectRoom(from, count, path, end);
  const cells: MatValue[] = [];
  for (let index = 1; index <= count; index += 1) {
    const nested = `${path}{${index}}`;
    cells.push(from.session.ended ? unread : yield* readNested(from, nested, depth + 1, end));
  }
  return { kind: 'cell', shape, cells };
}

function* readStruct(
  from: ArrayReader,
  { shape, count }: ArrayHeader,
  path: string,
  depth: number,
  end: number,
): Reading<MatStruct> {
  const names = yield* readFieldNames(from, path, end);
  expectRoom(from, count * names.length, path, end);
  const fields = new Map<string, MatValue[]>(names.map((name) => [name, []]));
  if (names.length === 0) return { kind: 'struct', shape, fields };
  for (let index = 1; index <= count; index += 1) {
    const element = count === 1 ? path : `${path}(${index})`;
    for (const [name, values] of fields) {
      const nested = `${element}.${name}`;
      values.push(from.session.ended ? unread : yield* readNested(from, nested, depth + 1, end));
    }
  }
  return { kind: 'struct', shape, fields };
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
  const text = new TextDecoder('latin1').decode(bytes);
  const names = Array.from(
    { length: bytes.length === 0 ? 0 : bytes.length / length },
    (_, index) => text.slice(index * length, (index + 1) * length).split('\0')[0] ?? '',
  );
  // Other programs can write two fields of one name; SciPy tells them apart in the same way.
  const taken = new Set<string>();
  return names.map((name, index) => {
    const own = taken.has(name) ? `_${index}_${name}` : name;
    taken.add(own);
    return own;
  });
}

/** Refuses a number of arrays that cannot lie before `end`: each takes the eight bytes of a tag. */
function expectRoom({ reader }: ElementReader, count: number, path: string, end: number): void {
  const room = Math.floor((end - reader.position) / 8);
  if (count > room) {
    throw reader.fail('MAT_FORMAT', `${path} claims ${count} arrays where at most ${room} can be`);
  }
}

function* readNested(
  from: ArrayReader,
  path: string,
  depth: number,
  end: number,
): Reading<MatValue> {
  const element = expectMatrix(from, yield* readTag(from, end), path);
  // MATLAB writes an element that was never set as an array of no bytes: an empty double.
  if (element.byteLength === 0) {
    const shape = [0, 0];
    const empty: MatNumeric = {
      kind: 'numeric',
      class: 'double',
      shape,
      data: new Float64Array(0),
    };
    return yield* from.session.read({ path, class: 'double', shape }, () => ready(empty));
  }
  const header = yield* readArrayHeader(from, element.end);
  const value = yield* readArray(from, header, path, depth, element.end);
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
