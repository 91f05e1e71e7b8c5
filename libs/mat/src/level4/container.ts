import type { ByteSource } from '@gender/core';
import { bytesPerElement, type DType, type TypedArrays } from '@gender/tensor';
import type { ByteReader } from '../byte-reader.js';
import { matChar, textOfCodes } from '../char-rows.js';
import { readNumeric } from '../containers.js';
import { openNumbers, readNumbers, type Element } from '../level5/element.js';
import { storageTypes } from '../stored-type.js';
import { MAX_CHARACTERS } from '../limits.js';
import type { MatContainer, MatInfo, StoredVariable } from '../mat-container.js';
import type { MatNumeric, MatValue } from '../mat-value.js';
import { memoryBytes } from '../memory-bytes.js';
import { openRaw } from '../open-reader.js';
import type { ReadSession } from '../read-session.js';
import { readRowMajor } from '../row-major.js';
import { runReading, type Reading } from '../reading.js';
import { readLevel4Header, type Level4Header } from './header.js';
import { sparseOfTriplets } from './sparse-of-triplets.js';

/** A file of level 4: matrices that follow each other, each with its own header. */
export async function level4Container(source: ByteSource): Promise<MatContainer> {
  const { littleEndian } = await runReading(
    readLevel4Header(openRaw(source, 0, source.byteLength)),
  );
  return {
    version: '4',
    byteOrder: littleEndian ? 'little-endian' : 'big-endian',
    variables: () => iterateVariables(source),
    close: () => Promise.resolve(),
  };
}

async function* iterateVariables(source: ByteSource): AsyncGenerator<StoredVariable> {
  for (let offset = 0; offset < source.byteLength;) {
    const reader = openRaw(source, offset, source.byteLength);
    const header = await runReading(readLevel4Header(reader));
    const byteLength = partBytes(header) * (header.complex && header.content !== 'sparse' ? 2 : 1);
    const end = reader.position + byteLength;
    if (offset + end > source.byteLength) {
      const left = source.byteLength - offset - reader.position;
      throw reader.fail('MAT_TRUNCATED', `${header.name} needs ${byteLength} bytes of ${left}`);
    }
    const start = offset + reader.position;
    const shape =
      header.content === 'sparse'
        ? await readSparseShape(source, start, header, reader)
        : [header.rows, header.columns];
    const matrix = new Level4Matrix(reader, header, shape);
    yield matrix;
    offset += end;
  }
}

/** One matrix, of which the header was read. */
class Level4Matrix implements StoredVariable {
  readonly info: MatInfo;
  readonly #reader: ByteReader;
  readonly #header: Level4Header;
  readonly #count: number;

  constructor(reader: ByteReader, header: Level4Header, shape: number[]) {
    this.#reader = reader;
    this.#header = header;
    this.#count = header.rows * header.columns;
    this.info = infoOf(header, shape);
  }

  read(session: ReadSession): Promise<MatValue> {
    const { name: path, class: name, shape } = this.info;
    return runReading(session.read({ path, class: name, shape }, () => this.#readContent(session)));
  }

  *#readContent(session: ReadSession): Reading<MatValue> {
    if (this.#header.content === 'full') return yield* this.#readNumbers(session);
    if (this.#header.content === 'text') return yield* this.#readText();
    const { rows, name } = this.#header;
    return sparseOfTriplets(yield* this.#part('float64'), rows, this.info.shape, (code, what) =>
      this.#reader.fail(code, `${name} ${what}`),
    );
  }

  #readNumbers(session: ReadSession): Reading<MatNumeric> {
    const { shape } = this.info;
    const array = { class: 'double', shape, complex: this.#header.complex } as const;
    return readNumeric(session, array, (_, turned) =>
      turned ? readRowMajor('float64', shape, this.#open('float64').fill) : this.#part('float64'),
    );
  }

  *#readText(): Reading<MatValue> {
    if (this.#count > MAX_CHARACTERS) {
      throw this.#reader.fail(
        'MAT_LIMIT',
        `${this.#count} characters; the limit is ${MAX_CHARACTERS}`,
      );
    }
    const text = textOfCodes(yield* this.#part('uint16'));
    const value = matChar(this.info.shape, text);
    if (value !== undefined) return value;
    throw this.#reader.fail('MAT_FORMAT', `${this.info.name} holds characters that do not exist`);
  }

  /** Real or imaginary parts, all at once. */
  #part<D extends DType>(dtype: D): Reading<TypedArrays[D]> {
    return readNumbers(this.#from(), this.#element(), dtype, this.#count, this.info.name);
  }

  #open(dtype: DType): ReturnType<typeof openNumbers> {
    return openNumbers(this.#from(), this.#element(), dtype, this.#count, this.info.name);
  }

  #from(): { reader: ByteReader; littleEndian: boolean } {
    return { reader: this.#reader, littleEndian: this.#header.littleEndian };
  }

  #element(): Element {
    const byteLength = partBytes(this.#header);
    const end = this.#reader.position + byteLength;
    return { type: this.#header.storage, byteLength, padding: 0, end };
  }
}

/** Bytes of the real parts of a matrix. */
function partBytes({ rows, columns, storage }: Level4Header): number {
  return rows * columns * bytesPerElement(storageTypes.get(storage) ?? 'uint8');
}

/** Rows and columns of a sparse matrix: the last of its row numbers, and of its column numbers. */
async function readSparseShape(
  source: ByteSource,
  start: number,
  header: Level4Header,
  reader: ByteReader,
): Promise<number[]> {
  const { rows: lines, columns, storage, littleEndian, name } = header;
  if (lines < 1 || (columns !== 3 && columns !== 4)) {
    throw reader.fail('MAT_FORMAT', `${name} is a sparse list of ${lines} × ${columns}`);
  }
  const size = bytesPerElement(storageTypes.get(storage) ?? 'uint8');
  const shape: number[] = [];
  for (const line of [lines, 2 * lines]) {
    const last = openRaw(source, start + (line - 1) * size, start + line * size);
    const element = { type: storage, byteLength: size, padding: 0, end: size };
    const from = { reader: last, littleEndian };
    shape.push(
      ...(await runReading(readNumbers(from, element, 'float64', 1, `the size of ${name}`))),
    );
  }
  if (shape.every((length) => Number.isSafeInteger(length) && length >= 0)) return shape;
  throw reader.fail('MAT_FORMAT', `${name} is a sparse matrix of ${shape.join(' × ')}`);
}

/** The last line of the list of a sparse matrix only gives its size. */
function infoOf({ name, content, rows, columns, complex }: Level4Header, shape: number[]): MatInfo {
  const sparse = content === 'sparse';
  const array = {
    class: content === 'text' ? 'char' : 'double',
    shape,
    complex: sparse ? columns === 4 : complex,
    sparse,
  } as const;
  return { name, ...array, bytes: memoryBytes(array, rows - 1) };
}
