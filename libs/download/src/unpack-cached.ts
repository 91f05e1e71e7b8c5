import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { silentLogger, type Logger, type ProgressReporter } from '@gender/core';
import { FileError, sha256File, withLock } from '@gender/core/node';
import { extractArchive } from './extract-archive.js';

/** Digits of an archive's SHA-256 in the name of its folder. */
const DIGITS = 16;

/** An archive that was unpacked, now or before. */
export interface CachedFolder {
  readonly folder: string;
  /** SHA-256 of the archive. */
  readonly sha256: string;
  /** False where the folder was there already. */
  readonly unpacked: boolean;
}

/** Whether a file's name ends as that of an archive which can be unpacked does. */
export function isArchiveName(path: string): boolean {
  return /\.(zip|tar|tar\.gz|tgz)$/i.test(path);
}

/**
 * Unpacks an archive into a folder of its name and hash, `<cache>/<archive>/<hash>`, unless it is there.
 * What was unpacked of an earlier archive of that name is removed. Of two calls, one waits for the other.
 *
 * @param cache - a folder for such folders, to which nothing else writes
 * @throws DownloadError as `extractArchive`; FileError when a file cannot be read or written.
 */
export async function unpackCached(
  archive: string,
  cache: string,
  options: {
    readonly logger?: Logger | undefined;
    readonly progress?: ProgressReporter | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<CachedFolder> {
  const { logger = silentLogger, progress, signal } = options;
  const sha256 = await sha256File(archive);
  const versions = join(cache, basename(archive));
  const name = sha256.slice(0, DIGITS);
  const folder = join(versions, name);
  return withLock(versions, { logger, signal }, async () => {
    const present = await namesIn(versions);
    for (const old of present) {
      if (old !== name) await rm(join(versions, old), { recursive: true, force: true });
    }
    if (present.includes(name)) return { folder, sha256, unpacked: false };
    await extractArchive(archive, folder, {
      ...(progress && { progress }),
      ...(signal && { signal }),
    });
    logger.info(`${archive} is unpacked in ${folder}, which may be removed when it is not needed`);
    return { folder, sha256, unpacked: true };
  });
}

/** Nothing where there is no folder. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((cause: unknown) => {
    const error = FileError.from(folder, 'read', cause);
    if (error.code === 'FILE_NOT_FOUND') return [];
    throw error;
  });
}
