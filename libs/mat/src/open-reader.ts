import type { ByteSource } from '@gender/core';
import { ByteReader, type Chunks } from './byte-reader.js';
import { inflate } from './inflate.js';

/** How many bytes of a file are read at a time. */
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
  return new ByteReader(inflate(iterate(fileChunks(source, start, end))), {
    file: source.name,
    offset: start,
    inflated: true,
  });
}

function fileChunks(source: ByteSource, start: number, end: number): Chunks {
  let position = start;
  return {
    next: async () => {
      if (position >= end) return undefined;
      const from = position;
      position = Math.min(end, from + CHUNK_BYTES);
      return source.slice(from, position);
    },
    skip: (length) => {
      const passed = Math.min(length, end - position);
      position += passed;
      return passed;
    },
    close: () => Promise.resolve(),
  };
}

async function* iterate(chunks: Chunks): AsyncGenerator<Uint8Array> {
  for (let chunk = await chunks.next(); chunk !== undefined; chunk = await chunks.next()) {
    yield chunk;
  }
}
