import { readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GenderError, silentProgress, type ProgressReporter } from '@gender/core';
import { FileError, isFileSystemError, readStartSync, writeFolderWhole } from '@gender/core/node';
import { defaultLimits, EntryGuard, type ArchiveLimits } from './archive-entry.js';
import { DownloadError } from './download-error.js';
import { unpackTar } from './unpack-tar.js';
import { unpackZip } from './unpack-zip.js';

/** What to take from an archive, and how much at most. */
export interface ExtractOptions {
  /** Says by its path in the archive whether a file is wanted. @default all */
  readonly filter?: (path: string) => boolean;
  /** Looks at what was unpacked before it gets its name; when this throws, nothing stays. */
  readonly verify?: (folder: string) => Promise<void>;
  readonly limits?: Partial<ArchiveLimits>;
  readonly progress?: ProgressReporter;
  /** Stops unpacking; nothing stays. */
  readonly signal?: AbortSignal;
}

/** What was unpacked. */
export interface Extracted {
  readonly path: string;
  readonly files: number;
  /** Bytes of all files together. */
  readonly bytes: number;
}

/**
 * Unpacks a `.tar.gz`, `.tar` or `.zip`, told by its first bytes, into a folder that appears whole or not at all. The folder must not
 * exist, or be empty. Owners, special modes and whatever else an archive may ask for are not taken
 * over.
 *
 * @throws DownloadError when the archive is damaged, holds nothing that was asked for, would write
 * outside the folder, holds devices, or is larger than the limits.
 * @throws FileError when a file cannot be read or written.
 * @throws the signal's reason when it is aborted.
 *
 * @example
 * await extractArchive('models/vgg_face.tar.gz', 'models/vgg_face', { filter: (path) => path.endsWith('.mat') });
 * // { path: 'models/vgg_face', files: 1, bytes: 580123456 }
 */
export async function extractArchive(
  archive: string,
  target: string,
  options: ExtractOptions = {},
): Promise<Extracted> {
  await checkTarget(target);
  const size = await archiveSize(archive);
  const unpack = isZip(archive) ? unpackZip : unpackTar;
  const guard = new EntryGuard(archive, { ...defaultLimits, ...options.limits });
  const task = (options.progress ?? silentProgress).start({
    label: `unpacking ${basename(archive)}`,
    unit: 'bytes',
    total: size,
  });
  try {
    await writeFolderWhole(target, ownsNothing, async (temporary) => {
      const { filter = () => true, signal } = options;
      await unpack(archive, temporary, { guard, size, task, filter, signal });
      if (guard.files === 0) {
        throw new DownloadError('ARCHIVE_EMPTY', `${archive} holds none of the files looked for`);
      }
      await options.verify?.(temporary);
    });
  } catch (cause) {
    options.signal?.throwIfAborted();
    throw asOwnError(cause, archive);
  } finally {
    task.stop();
  }
  return { path: target, files: guard.files, bytes: guard.bytes };
}

/** Whatever came into the folder meanwhile is another's. */
const ownsNothing = (): boolean => false;

/** A zip file begins with its first entry, or with its end where it is empty. */
function isZip(archive: string): boolean {
  const start = Buffer.from(readStartSync(archive, new Uint8Array(4)));
  return ['504b0304', '504b0506'].includes(start.toString('hex'));
}

async function checkTarget(target: string): Promise<void> {
  const present = await readdir(target).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    if (cause.code === 'ENOTDIR') return [target];
    throw FileError.from(target, 'read', cause);
  });
  if (present.length === 0) return;
  throw new DownloadError(
    'ARCHIVE_TARGET',
    `cannot unpack into ${target}: it is there already and not an empty folder; remove it or name another`,
  );
}

async function archiveSize(archive: string): Promise<number> {
  const stats = await stat(archive).catch((cause: unknown) => {
    throw FileError.from(archive, 'read', cause);
  });
  if (stats.isFile()) return stats.size;
  throw FileError.from(archive, 'read', { code: 'EISDIR' });
}

/** Errors of node-tar and zlib carry a `code`; errors of the file system have their own words. */
function asOwnError(cause: unknown, archive: string): unknown {
  const reason = cause instanceof Error && cause.name === 'AbortError' ? cause.cause : cause;
  if (!(reason instanceof Error) || reason instanceof GenderError || !('code' in reason)) {
    return reason;
  }
  if (reason.code === 'TAR_SYMLINK_ERROR') {
    const message = `${archive} is not safe to unpack: an entry leads through a link: ${reason.message}`;
    return new DownloadError('ARCHIVE_UNSAFE', message, { cause: reason });
  }
  if (isFileSystemError(reason)) return FileError.from(reason.path ?? archive, 'write', reason);
  return new DownloadError(
    'ARCHIVE_FORMAT',
    `${archive} is not a whole .tar.gz file: ${reason.message}; download it again`,
    { cause: reason },
  );
}
