import { Readable, pipeline } from 'node:stream';
import { createInflate } from 'node:zlib';
import type { Chunks } from './byte-reader.js';

/** How many inflated bytes come at a time: large enough that a step to zlib's thread and back is cheap. */
const CHUNK_BYTES = 1 << 20;

/** Inflates a zlib stream piece by piece, a few pieces ahead of the reader and no more. */
export function inflate(compressed: AsyncIterable<Uint8Array>): Chunks {
  const inflater = createInflate({ chunkSize: CHUNK_BYTES });
  const input = Readable.from(compressed, { highWaterMark: 1 });
  // Errors of either stream reach the reader through the inflater's iterator.
  pipeline(input, inflater, () => undefined);
  const chunks: AsyncIterator<Uint8Array, undefined> = inflater[Symbol.asyncIterator]();
  return {
    next: async () => {
      const { value, done } = await chunks.next();
      return done === true ? undefined : value;
    },
    skip: () => 0,
    close: () => {
      inflater.destroy();
      return Promise.resolve();
    },
  };
}
