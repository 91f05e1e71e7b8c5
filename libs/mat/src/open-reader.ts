import type { ByteSource } from '@gender/core';
import { platform } from '#platform';
import { ByteReader, type Chunks } from './byte-reader.js';

/** How many bytes of a file are read at first, for a header, and at most, for content. */
const FIRST_BYTES = 1 << 12;
const CHUNK_BYTES = 1 << 20;

/** A reader of the bytes of a file from `start` up to `end`; it seeks over what is skipped. */
export function openRaw(source: ByteSource, start: number, end: number): ByteReader {
  return new ByteReader(fileChunks(source, start, end), {
    file: source.name,
    offset: start,
    inflated: false,
  });
}

/** A reader of what is compressed (zlib) in the bytes of a file from `start` up to `end`. */
export function openInflated(source: ByteSource, start: number, end: number): ByteReader {
  const chunks = platform.inflate(pieces(source, start, end), end - start);
  const inflated: Chunks = {
    next: async () => (await chunks.next()).value,
    skip: () => 0,
    close: async () => {
      await chunks.return?.();
    },
  };
  return new ByteReader(inflated, { file: source.name, offset: start, inflated: true });
}

function fileChunks(source: ByteSource, start: number, end: number): Chunks {
  let position = start;
  let length = FIRST_BYTES;
  return {
    next: async () => {
      if (position >= end) return undefined;
      const from = position;
      position = Math.min(end, from + length);
      length = Math.min(CHUNK_BYTES, length * 4);
      return source.slice(from, position);
    },
    skip: (bytes) => {
      const passed = Math.min(bytes, end - position);
      position += passed;
      return passed;
    },
    close: () => Promise.resolve(),
  };
}

/** The bytes from `start` up to `end`; where the source can, each piece takes the memory of the last. */
async function* pieces(source: ByteSource, start: number, end: number): AsyncGenerator<Uint8Array> {
  let memory = new Uint8Array(0);
  let length = FIRST_BYTES;
  for (let from = start; from < end;) {
    const at = from;
    const to = Math.min(end, at + length);
    from = to;
    length = Math.min(CHUNK_BYTES, length * 4);
    if (source.readInto === undefined) {
      yield await source.slice(at, to);
      continue;
    }
    if (memory.length < to - at) memory = new Uint8Array(to - at);
    const piece = memory.subarray(0, to - at);
    await source.readInto(at, piece);
    yield piece;
  }
}
