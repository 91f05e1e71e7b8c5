import { silentLogger, silentProgress, type Logger, type ProgressReporter } from '@gender/core';
import { DownloadError, type DownloadErrorCode } from './download-error.js';
import { MOST_BYTES, STALL_MILLISECONDS } from './limits.js';
import type { Fetch } from './request.js';

/** What to download, and how. */
export interface DownloadOptions {
  /** An `http:` or `https:` address; redirects are followed. */
  readonly url: string;
  /** The file to write. */
  readonly target: string;
  /** The SHA-256 that the file must have, 64 hexadecimal digits. */
  readonly sha256?: string | undefined;
  /** The length that the file must have. */
  readonly bytes?: number | undefined;
  /** The most bytes that the file may have. @default 8 GiB */
  readonly maxBytes?: number;
  /** Where to get the file by hand and where to put it; ends every message. @default the URL and the target */
  readonly hint?: string;
  /** Attempts in a row that may bring nothing before the download gives up. @default 5 */
  readonly retries?: number;
  /** The pause before the second attempt, in milliseconds; it doubles each time, to 30 s at most. @default 1000 */
  readonly pauseMilliseconds?: number;
  /**
   * An attempt is given up when so long, in milliseconds, less than 8 KiB a second arrive. An attempt
   * that brings less than in one such time counts as one that brought nothing. @default 60000
   */
  readonly stallMilliseconds?: number;
  /** @default a `fetch` that minds the proxies of the environment */
  readonly fetch?: Fetch;
  readonly logger?: Logger;
  readonly progress?: ProgressReporter;
  /** Stops the download; what has arrived stays, and the next call goes on from there. */
  readonly signal?: AbortSignal;
}

/** The options with their defaults. */
export type Settings = Required<Omit<DownloadOptions, 'sha256' | 'bytes' | 'fetch'>> &
  Pick<DownloadOptions, 'sha256' | 'bytes' | 'fetch'>;

/**
 * @throws DownloadError `DOWNLOAD_URL` when the address is none of http or https.
 */
export function withDefaults(options: DownloadOptions): Settings {
  const settings: Settings = {
    hint: `get ${options.url} by hand and save it as ${options.target}`,
    retries: 5,
    pauseMilliseconds: 1000,
    maxBytes: MOST_BYTES,
    stallMilliseconds: STALL_MILLISECONDS,
    logger: silentLogger,
    progress: silentProgress,
    signal: new AbortController().signal,
    ...options,
  };
  const protocol = URL.canParse(settings.url) ? new URL(settings.url).protocol : '';
  if (protocol === 'http:' || protocol === 'https:') return settings;
  throw failure(settings, 'DOWNLOAD_URL', 'it is not an http or https address');
}

/** One line that ends in what to do by hand. */
export function failure(
  { url, hint }: Settings,
  code: DownloadErrorCode,
  why: string,
  cause?: unknown,
): DownloadError {
  return new DownloadError(code, `cannot download ${url}: ${why}; ${hint}`, { cause });
}
