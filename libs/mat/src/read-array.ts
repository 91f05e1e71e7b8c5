import { readArrayHeader, type ArrayHeader } from './array-header.js';
import { readNumbers, readTag, type Element, type ElementReader } from './element.js';
import { isNumericClass, MI, numericFormats } from './level5.js';
import { MAX_DEPTH, MAX_FIELD_NAMES_BYTES } from './limits.js';
import type {
  MatCell,
  MatClass,
  MatNumeric,
  MatStruct,
  MatValue,
  NumericClass,
} from './mat-value.js';
import { readText } from './read-text.js';

/** An array that the reader has come to, before its content is read. */
export interface MatEntry {
  /** Where it lies, as one writes it in MATLAB: `net.layers{5}.weights{1}`, `people(2).name`. */
  readonly path: string;
  readonly class: MatClass;
  readonly shape: readonly number[];
}

/** What reading an array needs. */
export interface ArrayReader extends ElementReader {
  /** Whether the content of an array is wanted. */
  readonly select: (entry: MatEntry) => boolean;
}

/**
 * Reads the content of an array whose header was read; the reader may then stand before `end`, the
 * end of the array.
 */
export async function readArray(
  from: ArrayReader,
  header: ArrayHeader,
  path: string,
  depth: number,
  end: number,
): Promise<MatValue> {
  const { reader } = from;
  const { class: name, shape } = header;
  if (!from.select({ path, class: name, shape })) {
    return { kind: 'skipped', class: name, shape };
  }
  if (depth > MAX_DEPTH) {
    throw reader.fail('MAT_LIMIT', `${path} lies deeper than ${MAX_DEPTH} levels`);
  }
  if (isNumericClass(name)) return readNumeric(from, header, name, path, end);
  if (name === 'char') return readText(from, header, end);
  if (name === 'cell') return readCell(from, header, path, depth, end);
  if (name === 'struct') return readStruct(from, header, path, depth, end);
  throw reader.fail(
    'MAT_UNSUPPORTED',
    `${path} is ${kinds[name]}, which is not read here; clear it before saving, or do not select it`,
  );
}

const kinds = {
  sparse: 'a sparse matrix',
  object: 'an object',
  function_handle: 'a function handle',
  opaque: 'an object (string, table or another class)',
} as const;

async function readNumeric(
  from: ArrayReader,
  { shape, count, complex }: ArrayHeader,
  name: NumericClass,
  path: string,
  end: number,
): Promise<MatNumeric> {
  const { dtype } = numericFormats[name];
  const read = async (): Promise<MatNumeric['data']> =>
    readNumbers(from, await readTag(from, end), dtype, count, path);
  const data = await read();
  const real = { kind: 'numeric', class: name, shape, data } as const;
  return complex ? { ...real, imaginary: await read() } : real;
}

async function readCell(
  from: ArrayReader,
  { shape, count }: ArrayHeader,
  path: string,
  depth: number,
  end: number,
): Promise<MatCell> {
  expectRoom(from, count, path, end);
  const cells: MatValue[] = [];
  for (let index = 1; index <= count; index += 1) {
    cells.push(await readNested(from, `${path}{${index}}`, depth + 1, end));
  }
  return { kind: 'cell', shape, cells };
}

async function readStruct(
  from: ArrayReader,
  { shape, count }: ArrayHeader,
  path: string,
  depth: number,
  end: number,
): Promise<MatStruct> {
  const names = await readFieldNames(from, path, end);
  expectRoom(from, count * names.length, path, end);
  const fields = new Map<string, MatValue[]>(names.map((name) => [name, []]));
  if (fields.size < names.length) {
    throw from.reader.fail('MAT_FORMAT', `${path} has two fields of one name`);
  }
  if (names.length === 0) return { kind: 'struct', shape, fields };
  for (let index = 1; index <= count; index += 1) {
    const element = count === 1 ? path : `${path}(${index})`;
    for (const [name, values] of fields) {
      values.push(await readNested(from, `${element}.${name}`, depth + 1, end));
    }
  }
  return { kind: 'struct', shape, fields };
}

/** Reads the names of the fields: texts of one length, ended by zeros. */
async function readFieldNames(from: ArrayReader, path: string, end: number): Promise<string[]> {
  const what = `the field names of ${path}`;
  const [length = 0] = await readNumbers(
    from,
    await readTag(from, end),
    'int32',
    1,
    `the length of ${what}`,
  );
  const element = await readTag(from, end);
  if (element.byteLength > MAX_FIELD_NAMES_BYTES) {
    throw from.reader.fail('MAT_LIMIT', `${what} take ${element.byteLength} bytes`);
  }
  if (element.byteLength > 0 && (length <= 0 || element.byteLength % length !== 0)) {
    throw from.reader.fail(
      'MAT_FORMAT',
      `${what} take ${element.byteLength} bytes, ${length} for each`,
    );
  }
  const bytes = await readNumbers(from, element, 'uint8', element.byteLength, what);
  const text = new TextDecoder('latin1').decode(bytes);
  return Array.from(
    { length: bytes.length === 0 ? 0 : bytes.length / length },
    (_, index) => text.slice(index * length, (index + 1) * length).split('\0')[0] ?? '',
  );
}

/** Refuses a number of arrays that cannot lie before `end`: each takes the eight bytes of a tag. */
function expectRoom({ reader }: ArrayReader, count: number, path: string, end: number): void {
  const room = Math.floor((end - reader.position) / 8);
  if (count > room) {
    throw reader.fail('MAT_FORMAT', `${path} claims ${count} arrays where at most ${room} can be`);
  }
}

async function readNested(
  from: ArrayReader,
  path: string,
  depth: number,
  end: number,
): Promise<MatValue> {
  const element = expectMatrix(from, await readTag(from, end), path);
  // MATLAB writes an element that was never set as an array of no bytes: an empty double.
  if (element.byteLength === 0) {
    const data = new Float64Array(0);
    return { kind: 'numeric', class: 'double', shape: [0, 0], data };
  }
  const header = await readArrayHeader(from, element.end);
  const value = await readArray(from, header, path, depth, element.end);
  await from.reader.skip(element.end - from.reader.position);
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
