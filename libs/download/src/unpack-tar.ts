import { once } from 'node:events';
import { createReadStream, mkdirSync } from 'node:fs';
import { isFileSystemError } from '@gender/core/node';
import { Unpack } from 'tar';
import type { ArchiveEntry } from './archive-entry.js';
import type { Unpacker } from './unpacker.js';

/** Feeds the archive through node-tar, which writes the files; the first refusal ends it. */
export const unpackTar: Unpacker = async (archive, folder, { guard, task, filter, signal }) => {
  const failed = new AbortController();
  const stop = (error: unknown): void => failed.abort(error);
  const unpacker = new Unpack({
    cwd: folder,
    strict: true,
    preserveOwner: false,
    filter: (path, entry) =>
      !failed.signal.aborted &&
      !('isFile' in entry) &&
      succeeds(() => filter(path) && guard.admit(entry), stop),
  });
  unpacker.on('ignoredEntry', (entry: ArchiveEntry) =>
    succeeds(() => guard.checkPath(entry), stop),
  );
  unpacker.on('error', (error: unknown) => {
    stop(whyNoFolder(error));
  });
  const closed = once(unpacker, 'close', { signal: failed.signal });
  closed.catch(() => undefined); // awaited below, unless reading fails first

  const bytes = createReadStream(archive, { highWaterMark: 1 << 20, ...(signal && { signal }) });
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    failed.signal.throwIfAborted();
    task.advance(chunk.length);
    if (!unpacker.write(chunk)) await once(unpacker, 'drain', { signal: failed.signal });
  }
  unpacker.end();
  await closed;
};

/**
 * The error of an archive that could not be written. Of a folder that could not be made, node-tar 7 says only that it is not
 * there: it looks what stands in its place, and passes that error on.
 */
function whyNoFolder(error: unknown): unknown {
  if (!isFileSystemError(error) || error.code !== 'ENOENT' || error.path === undefined)
    return error;
  try {
    mkdirSync(error.path, { recursive: true });
    return error;
  } catch (cause) {
    return cause;
  }
}

/** Runs a check inside a callback of node-tar, where nothing may throw. */
function succeeds(check: () => boolean, onError: (error: unknown) => void): boolean {
  try {
    return check();
  } catch (error) {
    onError(error);
    return false;
  }
}
