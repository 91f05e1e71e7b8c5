import type { ByteSource } from '@gender/core';
import type { ByteReader } from '../byte-reader.js';
import { MAX_DEFLATE_RATIO } from '../limits.js';
import type { MatContainer, MatInfo, StoredVariable } from '../mat-container.js';
import { memoryBytes } from '../memory-bytes.js';
import { openInflated, openRaw } from '../open-reader.js';
import { runReading } from '../reading.js';
import { readArrayHeader, type ArrayHeader } from './array-header.js';
import { readTag, type Element } from './element.js';
import { MI } from '../stored-type.js';
import { HEADER_BYTES } from './format.js';
import { expectMatrix, readArray } from './read-array.js';

/** A file of level 5: a header, then one data element for each variable, compressed or not. */
export function level5Container(source: ByteSource, littleEndian: boolean): MatContainer {
  return {
    version: '5',
    byteOrder: littleEndian ? 'little-endian' : 'big-endian',
    variables: () => iterateVariables(source, littleEndian),
    close: () => Promise.resolve(),
  };
}

/** Nothing of a variable is inflated beyond its header unless it is read. */
async function* iterateVariables(
  source: ByteSource,
  littleEndian: boolean,
): AsyncGenerator<StoredVariable> {
  for (let offset = HEADER_BYTES; offset < source.byteLength;) {
    const { reader, inflated, next } = await openVariable(source, offset, littleEndian);
    try {
      const from = { reader, littleEndian };
      const limit = inflated ? (next - offset) * MAX_DEFLATE_RATIO : source.byteLength - offset;
      const element = expectMatrix(
        from,
        await runReading(readTag(from, limit, 'MAT_TRUNCATED')),
        'a variable',
      );
      const header = await runReading(readArrayHeader(from, element.end));
      // The only array without a name is MATLAB's own store of objects and function handles.
      if (header.name !== '') yield storedVariable(reader, littleEndian, header, element, inflated);
      offset = inflated ? next : offset + element.end;
    } finally {
      await reader.close();
    }
  }
}

/** A reader of the data element of a variable. */
interface OpenVariable {
  readonly reader: ByteReader;
  readonly inflated: boolean;
  /** The byte of the file after a compressed variable. */
  readonly next: number;
}

async function openVariable(
  source: ByteSource,
  offset: number,
  littleEndian: boolean,
): Promise<OpenVariable> {
  const end = source.byteLength;
  const reader = openRaw(source, offset, end);
  const outer = await runReading(readTag({ reader, littleEndian }, end - offset, 'MAT_TRUNCATED'));
  const start = offset + reader.position;
  const next = start + outer.byteLength;
  return outer.type === MI.compressed
    ? { reader: openInflated(source, start, next), inflated: true, next }
    : { reader: openRaw(source, offset, end), inflated: false, next };
}

function storedVariable(
  reader: ByteReader,
  littleEndian: boolean,
  header: ArrayHeader,
  { end }: Element,
  inflated: boolean,
): StoredVariable {
  return {
    info: infoOf(header, end - reader.position),
    read: async (session) => {
      const from = { reader, littleEndian, session };
      const value = await runReading(readArray(from, header, header.name, end));
      const whole = !session.ended && value.kind !== 'skipped';
      if (inflated && (whole || session.verify)) {
        await runReading(reader.skip(end - reader.position));
        await runReading(reader.expectEnd());
      }
      return value;
    },
  };
}

function infoOf(header: ArrayHeader, stored: number): MatInfo {
  const { name, shape, complex, sparse, capacity, className } = header;
  const bytes = memoryBytes(header, capacity) ?? stored;
  const info = { name, shape, class: header.class, complex, sparse, bytes };
  return className === '' ? info : { ...info, className };
}
