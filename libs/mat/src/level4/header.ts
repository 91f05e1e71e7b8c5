import type { Reading } from '../reading.js';
import type { ByteReader } from '../byte-reader.js';
import { textUntilZero } from '../char-rows.js';
import { MAX_NAME_BYTES } from '../limits.js';

/** How a matrix of level 4 is stored ("MAT-File Format", The MathWorks, chapter 2). */
export interface Level4Header {
  readonly littleEndian: boolean;
  /** What its elements are: numbers, characters, or a list of the elements of a sparse matrix. */
  readonly content: 'full' | 'text' | 'sparse';
  /** The type of the numbers, as level 5 counts them. */
  readonly storage: number;
  readonly rows: number;
  readonly columns: number;
  readonly complex: boolean;
  readonly name: string;
}

/** Bytes of the five numbers before the name. */
export const LEVEL4_HEADER_BYTES = 20;
/** No header begins with a larger number: its four digits are M, O, P and T. */
const MAX_TYPE = 5000;
const contents = ['full', 'text', 'sparse'] as const;
/** Level 5's data types for the digit P: double, single, int32, int16, uint16, uint8. */
const storages = [9, 7, 5, 3, 4, 2];

/** Reads what stands before the elements of a matrix. */
export function* readLevel4Header(reader: ByteReader): Reading<Level4Header> {
  const bytes = yield* reader.read(LEVEL4_HEADER_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const littleEndian = view.getUint32(0, true) < MAX_TYPE;
  const number = (index: number): number => view.getUint32(4 * index, littleEndian);
  const nameBytes = number(4);
  const { content, storage } = decodeType(reader, number(0), littleEndian);
  if (nameBytes < 1 || nameBytes > MAX_NAME_BYTES) {
    throw reader.fail(
      'MAT_FORMAT',
      `a name of ${nameBytes} bytes; 1 to ${MAX_NAME_BYTES} are possible`,
    );
  }
  const name = yield* reader.read(nameBytes);
  return {
    littleEndian,
    content,
    storage,
    rows: number(1),
    columns: number(2),
    complex: number(3) !== 0,
    name: textUntilZero(name),
  };
}

function decodeType(
  reader: ByteReader,
  type: number,
  littleEndian: boolean,
): Pick<Level4Header, 'content' | 'storage'> {
  const [machine = 0, zero = 0, precision = 0, kind = 0] = [1000, 100, 10, 1].map(
    (place) => Math.floor(type / place) % 10,
  );
  const [storage, content] = [storages[precision], contents[kind]];
  if (type >= MAX_TYPE || zero !== 0 || storage === undefined || content === undefined) {
    throw reader.fail('MAT_FORMAT', `is not a MAT-file: a matrix of level 4 has no type ${type}`);
  }
  if (machine !== (littleEndian ? 0 : 1)) {
    throw machine > 1
      ? reader.fail('MAT_UNSUPPORTED', 'the numbers of a VAX or a Cray are not read here')
      : reader.fail('MAT_FORMAT', `a matrix of type ${type} is in the other byte order`);
  }
  return { content, storage };
}
