import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline as pipe, Readable, type TransformOptions, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDeflate, createInflate, type ZlibOptions } from 'node:zlib';
import type { ByteSource } from '@gender/core';
import { FileError, openFileSource, writeWhole } from '@gender/core/node';
import { InflateError } from './inflate-error.js';
import type { OwnedHdf5, OwnedSource, Platform, Sink } from './platform.js';

/** How many bytes come from zlib at a time: so many that the way to its thread and back costs little. */
const CHUNK_BYTES = 1 << 20;
/** How many bytes zlib's thread may be ahead of the reader. */
const AHEAD_BYTES = 4 * CHUNK_BYTES;
/** How many bytes are copied to a temporary file at a time. */
const COPY_BYTES = 1 << 20;

/** Node: files, its zlib, and HDF5. */
export const platform: Platform = {
  openPath: openFileSource,
  keepStream: async (stream) => {
    const path = await writeTemporary(
      Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0]),
    );
    return deletedAtEnd(await openFileSource(path), path);
  },
  openHdf5: async (source) => {
    if (source.path !== undefined) return openPath(source.path, () => Promise.resolve());
    const path = await writeTemporary(Readable.from(piecesOf(source)));
    return openPath(path, () => remove(path));
  },
  inflate,
  deflate: (pieces, level) =>
    pipe(
      Readable.from(pieces, { highWaterMark: 1 }),
      createDeflate({ level, chunkSize: CHUNK_BYTES }),
      // Errors of either stream reach the reader through the iterator of the last.
      () => undefined,
    ),
  writeFile: (path, write) =>
    writeWhole(path, (handle) =>
      write({
        write: async (bytes, position) => {
          for (let done = 0; done < bytes.length;) {
            const left = bytes.length - done;
            const { bytesWritten } = await handle.write(bytes, done, left, position + done);
            done += bytesWritten;
          }
        },
      } satisfies Sink),
    ),
};

/** Small chunks for what is small: memory is taken for a whole one. */
function inflate(
  compressed: AsyncIterable<Uint8Array>,
  byteLength: number,
): AsyncIterator<Uint8Array, undefined> {
  const chunkSize = Math.min(CHUNK_BYTES, 4096 + 16 * byteLength);
  // zlib's streams take the options of all streams, which its type does not say.
  const options: ZlibOptions & TransformOptions = { chunkSize, readableHighWaterMark: AHEAD_BYTES };
  const inflater = createInflate(options);
  // Errors reach the reader through the iterator; nobody else listens.
  inflater.on('error', () => undefined);
  void feed(inflater, compressed);
  const chunks: AsyncIterator<Uint8Array, undefined> = inflater[Symbol.asyncIterator]();
  return {
    next: () =>
      chunks.next().catch((cause: unknown) => {
        throw isZlibError(cause)
          ? new InflateError(cause.message, cause.code === 'Z_BUF_ERROR', { cause })
          : cause;
      }),
    return: () => {
      inflater.destroy();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}

/** Gives pieces to a stream one by one: the next is asked for when the last was used up. */
async function feed(stream: Writable, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const piece of pieces) {
      await new Promise<void>((resolve, reject) => {
        stream.write(piece, (cause) => (cause ? reject(cause) : resolve()));
      });
    }
    stream.end();
  } catch (cause) {
    // Its reader hears of it; a stream that was destroyed already says nothing more.
    stream.destroy(cause instanceof Error ? cause : new Error(String(cause)));
  }
}

function isZlibError(cause: unknown): cause is Error & { code: string } {
  return (
    cause instanceof Error &&
    'code' in cause &&
    typeof cause.code === 'string' &&
    cause.code.startsWith('Z_')
  );
}

async function writeTemporary(content: Readable): Promise<string> {
  const path = join(tmpdir(), `mat-${randomUUID()}.mat`);
  try {
    await pipeline(content, createWriteStream(path, { flags: 'wx' }));
    return path;
  } catch (cause) {
    await remove(path);
    throw cause instanceof Error && 'errno' in cause ? FileError.from(path, 'write', cause) : cause;
  }
}

async function* piecesOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < source.byteLength; at += COPY_BYTES) {
    yield await source.slice(at, Math.min(source.byteLength, at + COPY_BYTES));
  }
}

function remove(path: string): Promise<void> {
  return rm(path, { force: true });
}

function deletedAtEnd(source: OwnedSource, path: string): OwnedSource {
  return {
    ...source,
    [Symbol.asyncDispose]: async () => {
      await source[Symbol.asyncDispose]();
      await remove(path);
    },
  };
}

/** @param afterwards - what is to be done once the file is closed, or cannot be opened */
async function openPath(path: string, afterwards: () => Promise<void>): Promise<OwnedHdf5> {
  // Loaded where it is needed only: HDF5 takes 0.2 s and 40 MB.
  const { openHdf5 } = await import('@gender/hdf5');
  try {
    const file = await openHdf5(path);
    const close = (): Promise<void> => {
      file.close();
      return afterwards();
    };
    return { root: file.root, [Symbol.asyncDispose]: close };
  } catch (cause) {
    await afterwards();
    throw cause;
  }
}
