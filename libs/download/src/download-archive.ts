import { readdir, rm } from 'node:fs/promises';
import { silentLogger } from '@gender/core';
import { DownloadError } from './download-error.js';
import { download, type DownloadOptions } from './download.js';
import { extractTarGz, type Extracted, type ExtractOptions } from './extract-tar.js';

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
 * whole and checked, or not at all. An archive that this call did not download is never removed.
 *
 * @throws DownloadError as `download` and `extractTarGz` do.
 * @throws whatever `verify` throws.
 *
 * @example
 * await downloadArchive({ url, archive: 'models/vgg_face.tar.gz', folder: 'models/vgg_face' });
 */
export async function downloadArchive(options: DownloadArchiveOptions): Promise<DownloadedArchive> {
  const { url, folder, keepArchive = false, logger = silentLogger } = options;
  const { archive = `${folder}.tar.gz` } = options;
  const { hint = `get the archive by hand from ${url} and put it at ${archive}` } = options;
  await checkFolder(folder);
  const { received } = await download({ ...options, target: archive, hint });
  const removable = received > 0 && !keepArchive;
  try {
    const extracted = await extractTarGz(archive, folder, options);
    if (removable) await rm(archive, { force: true });
    return { ...extracted, received };
  } catch (error) {
    const damaged = error instanceof DownloadError && error.code === 'ARCHIVE_FORMAT';
    if (removable && damaged) await rm(archive, { force: true });
    else logger.info(`${archive} stays, so that it need not be downloaded again`);
    throw error;
  }
}

/** Found out before half a gigabyte is downloaded. */
async function checkFolder(folder: string): Promise<void> {
  const present = await readdir(folder).catch(() => []);
  if (present.length === 0) return;
  throw new DownloadError(
    'ARCHIVE_TARGET',
    `cannot unpack into ${folder}: it is not empty; remove it or name another`,
  );
}
