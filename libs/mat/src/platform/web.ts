import type { ByteSource } from '@gender/core';
import { MatError } from '../mat-error.js';
import { InflateError } from './inflate-error.js';
import type { OwnedSource, Platform } from './platform.js';

/** Browsers, and whatever else has their streams: bytes in memory or in a `Blob`, no HDF5. */
export const platform: Platform = {
  openPath: (path) => Promise.reject(noFiles('opened', path)),
  keepStream: async (stream) => blobSource(await new Response(stream).blob()),
  openHdf5: (source: ByteSource) =>
    Promise.reject(
      new MatError(
        'MAT_UNSUPPORTED',
        `${source.name}: is of version 7.3 (HDF5), which is read in Node only; save it in MATLAB with \`save -v7\``,
      ),
    ),
  inflate: (compressed) => inflated(compressed),
  // Browsers have one level only.
  deflate: (pieces) => iterate(streamOf(pieces).pipeThrough(new CompressionStream('deflate'))),
  writeFile: (path) => Promise.reject(noFiles('written', path)),
};

async function* inflated(
  compressed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, undefined> {
  try {
    yield* iterate(streamOf(compressed).pipeThrough(new DecompressionStream('deflate')));
  } catch (cause) {
    if (!isDamage(cause)) throw cause;
    // A stream that ends too early has no code of its own: Chromium says "truncated", Node and Firefox "unexpected end".
    const cut = /truncat|unexpected e(?:nd|of)/i.test(`${cause.message} ${String(cause.cause)}`);
    throw new InflateError(cause.message, cut, { cause });
  }
}

/** Whether it is the compressed data that failed: a `TypeError` in browsers, zlib's own error in Node 20. */
function isDamage(cause: unknown): cause is Error {
  if (!(cause instanceof Error)) return false;
  return cause instanceof TypeError || ('code' in cause && String(cause.code).startsWith('Z_'));
}

function noFiles(done: string, path: string): MatError {
  return new MatError(
    'MAT_UNSUPPORTED',
    `${path}: files cannot be ${done} by path outside Node; pass bytes, a Blob or a stream, and take bytes from encodeMat`,
  );
}

function blobSource(blob: Blob): OwnedSource {
  return {
    name: 'stream',
    byteLength: blob.size,
    slice: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Not every browser has `ReadableStream.from` yet. */
function streamOf(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(new Uint8Array(next.value));
    },
    cancel: async () => {
      await iterator.return?.();
    },
  });
}

/** Nor does every browser iterate over streams. */
async function* iterate(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}
