import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDeflate } from 'node:zlib';

/** How many deflated bytes come at a time. */
const CHUNK_BYTES = 1 << 16;

/**
 * Deflates pieces of bytes into one zlib stream.
 *
 * @param level - 1, fast, to 9, small
 * @param write - takes each piece of the result; the next comes when it is done
 */
export async function deflate(
  pieces: AsyncIterable<Uint8Array>,
  level: number,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  await pipeline(
    Readable.from(pieces, { highWaterMark: 1 }),
    createDeflate({ level, chunkSize: CHUNK_BYTES }),
    async (deflated: AsyncIterable<Uint8Array>) => {
      for await (const bytes of deflated) await write(bytes);
    },
  );
}
