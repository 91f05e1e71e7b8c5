import { FileError, withLock } from '@gender/core/node';
import { withDefaults, type DownloadOptions, type Settings } from './download-options.js';
import { findPresent } from './expected-file.js';
import { fetchPartial } from './fetch-partial.js';

/** A file that is there now. */
export interface Downloaded {
  readonly path: string;
  readonly bytes: number;
  /** The SHA-256 of the file; only where one was expected. */
  readonly sha256?: string;
  /** Bytes that came over the network in this call: 0 when the file was there already. */
  readonly received: number;
}

/**
 * Downloads a file. It appears whole, checked and under its name, or not at all; a download that was
 * cut goes on where it stopped, in this call and in the next. A file that is there already and
 * passes the checks is not downloaded again. Where another process downloads the same file, waits for
 * it and takes what it got.
 *
 * @throws DownloadError with one line that ends in `hint`.
 * @throws FileError when the file cannot be written.
 * @throws the signal's reason when it is aborted.
 *
 * @example
 * await download({ url: 'https://example.org/a.tar.gz', target: 'models/a.tar.gz', sha256: '9f86d0…' });
 * // { path: 'models/a.tar.gz', bytes: 1048576, sha256: '9f86d0…', received: 1048576 }
 */
export async function download(options: DownloadOptions): Promise<Downloaded> {
  const settings = withDefaults(options);
  return withLock(settings.target, settings, async () => {
    const present = await findPresent(settings);
    if (present !== undefined) return downloaded(settings, present, 0);
    const { partial, bytes, received } = await fetchPartial(settings);
    await partial.complete().catch((cause: unknown) => {
      throw FileError.from(settings.target, 'write', cause);
    });
    return downloaded(settings, bytes, received);
  });
}

function downloaded({ target, sha256 }: Settings, bytes: number, received: number): Downloaded {
  const digest = sha256 === undefined ? {} : { sha256: sha256.toLowerCase() };
  return { path: target, bytes, ...digest, received };
}
