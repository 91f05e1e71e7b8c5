import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GenderError } from '@gender/core';
import { FileError, withLock } from '@gender/core/node';
import { DownloadError } from './download-error.js';
import { withDefaults, type DownloadOptions, type Settings } from './download-options.js';
import { findPresent } from './expected-file.js';
import { extractArchive, type Extracted, type ExtractOptions } from './extract-archive.js';
import { fetchPartial } from './fetch-partial.js';
import type { PartialFile } from './partial-file.js';

/** What to download and where to unpack it. */
export interface DownloadArchiveOptions
  extends Omit<DownloadOptions, 'target'>, Omit<ExtractOptions, 'progress' | 'signal'> {
  /**
   * Where the archive goes; one that lies here already, put there by hand, is used. @default beside the
   * folder, `<folder>.tar.gz`
   */
  readonly archive?: string;
  /** The folder to unpack into; absent or empty. */
  readonly folder: string;
  /** Whether an archive that was downloaded stays. @default false */
  readonly keepArchive?: boolean;
}

/** A folder that is there now. */
export interface DownloadedArchive extends Extracted {
  /** Bytes that came over the network: 0 when the archive was there already. */
  readonly received: number;
}

/**
 * Downloads an archive, unpacks it, checks what came out, and removes the archive. The folder appears
 * whole and checked, or not at all. An archive that was put there by hand is used and never removed.
 * One that was downloaded and refused is not used again: a damaged one is removed, another kept as
 * `<archive>.refused`. Where another process unpacks into the same folder, waits for it and takes what
 * it got.
 *
 * @throws DownloadError as `download` and `extractArchive` do.
 * @throws whatever `verify` throws.
 *
 * @example
 * await downloadArchive({ url, archive: 'models/vgg_face.tar.gz', folder: 'models/vgg_face' });
 */
export async function downloadArchive(options: DownloadArchiveOptions): Promise<DownloadedArchive> {
  const { url, folder, keepArchive = false } = options;
  const { archive = `${folder}.tar.gz` } = options;
  const { hint = `get the archive by hand from ${url} and put it at ${archive}` } = options;
  const settings = withDefaults({ ...options, target: archive, hint });
  const isFilled = (await namesIn(folder)).length > 0;
  // Refused under the locks as well, which clears what a run killed at its very end left.
  return withLock(folder, settings, () =>
    withLock(archive, settings, async () => {
      if (isFilled) throw notEmpty(folder);
      if ((await namesIn(folder)).length > 0) return filledMeanwhile(folder);
      if ((await findPresent(settings)) !== undefined) {
        return { ...(await extractArchive(archive, folder, options)), received: 0 };
      }
      const { partial, received } = await fetchPartial(settings);
      const extracted = await extractArchive(partial.path, folder, options).catch(
        (error: unknown) => refuse(partial, settings, error),
      );
      if (keepArchive) await partial.complete();
      else await partial.discard();
      return { ...extracted, received };
    }),
  );
}

/** What another call unpacked into the folder while this one waited for it. */
async function filledMeanwhile(path: string): Promise<DownloadedArchive> {
  let [files, bytes] = [0, 0];
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    files += 1;
    bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return { path, files, bytes, received: 0 };
}

/**
 * Puts a refused archive out of the way. It stays for the next call where not the archive is to
 * blame, but the disk or whoever stopped it.
 */
async function refuse(
  partial: PartialFile,
  { target, signal, logger }: Settings,
  error: unknown,
): Promise<never> {
  if (signal.aborted || error instanceof FileError || !(error instanceof GenderError)) {
    logger.info(`${partial.path} stays, so that it need not be downloaded again`);
    throw error;
  }
  if (error.code === 'ARCHIVE_FORMAT') {
    await partial.discard();
    throw error;
  }
  const kept = `${target}.refused`;
  await partial.complete(kept);
  logger.info(`the archive is kept as ${kept} and not used again`);
  if (!(error instanceof DownloadError)) throw error;
  const message = `${error.message}; the archive is kept as ${kept}`;
  throw new DownloadError(error.code, message, { cause: error });
}

/** Found out before half a gigabyte is downloaded. */
function notEmpty(folder: string): DownloadError {
  return new DownloadError(
    'ARCHIVE_TARGET',
    `cannot unpack into ${folder}: it is not empty; remove it or name another`,
  );
}

/** Nothing where there is no folder. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
