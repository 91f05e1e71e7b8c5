import type { ByteSource } from '../byte-source.js';
import { FileError } from './file-error.js';
import { openRegularFile } from './regular-file.js';

/** A file opened for reading by range; close it with `await using` or `close()`. */
export interface FileSource extends ByteSource, AsyncDisposable {
  close(): Promise<void>;
}

/**
 * Opens a file as a byte source.
 *
 * @throws FileError when the file does not exist, is no regular file or cannot be read.
 */
export async function openFileSource(
  path: string,
  {
    signal,
  }: {
    /** Once aborted, reading throws its reason. */
    signal?: AbortSignal | undefined;
  } = {},
): Promise<FileSource> {
  const handle = await openRegularFile(path);
  const { size: byteLength } = await handle.stat();
  const close = (): Promise<void> => handle.close();

  const requireRange = (start: number, end: number): void => {
    signal?.throwIfAborted();
    if (start >= 0 && end >= start && end <= byteLength) return;
    throw new RangeError(`${path}: bytes ${start}–${end} of ${byteLength} do not exist`);
  };
  const fill = async (start: number, target: Uint8Array): Promise<void> => {
    for (let filled = 0; filled < target.length;) {
      const left = target.length - filled;
      const { bytesRead } = await handle.read(target, filled, left, start + filled);
      if (bytesRead === 0) throw FileError.from(path, 'read', new Error('it became shorter'));
      filled += bytesRead;
    }
  };

  return {
    name: path,
    path,
    byteLength,
    close,
    [Symbol.asyncDispose]: close,
    slice: async (start, end) => {
      requireRange(start, end);
      const bytes = new Uint8Array(end - start);
      await fill(start, bytes);
      return bytes;
    },
    readInto: async (start, target) => {
      requireRange(start, start + target.length);
      await fill(start, target);
    },
  };
}
