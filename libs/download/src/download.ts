import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { silentLogger, silentProgress, type Logger, type ProgressReporter } from '@gender/core';
import { FileError, sha256File } from '@gender/core/node';
import { DownloadError, type DownloadErrorCode } from './download-error.js';
import { PartialFile } from './partial-file.js';
import type { Fetch } from './request.js';
import { TransferFailure } from './transfer-failure.js';
import { transfer } from './transfer.js';

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
  /** Where to get the file by hand and where to put it; ends every message. @default the URL and the target */
  readonly hint?: string;
  /** Attempts in a row that may bring nothing before the download gives up. @default 5 */
  readonly retries?: number;
  /** The pause before the second attempt, in milliseconds; it doubles each time, to 30 s at most. @default 1000 */
  readonly pauseMilliseconds?: number;
  /** How long nothing may arrive before an attempt is given up, in milliseconds. @default 60000 */
  readonly stallMilliseconds?: number;
  readonly fetch?: Fetch;
  readonly logger?: Logger;
  readonly progress?: ProgressReporter;
  /** Stops the download; what has arrived stays, and the next call goes on from there. */
  readonly signal?: AbortSignal;
}

/** A file that is there now. */
export interface Downloaded {
  readonly path: string;
  readonly bytes: number;
  /** The SHA-256 of the file; only where one was expected. */
  readonly sha256?: string;
  /** Bytes that came over the network in this call: 0 when the file was there already. */
  readonly received: number;
}

type Settings = Required<Omit<DownloadOptions, 'sha256' | 'bytes'>> &
  Pick<DownloadOptions, 'sha256' | 'bytes'>;

const longestPause = 30_000;

/**
 * Downloads a file. It appears whole, checked and under its name, or not at all; a download that was
 * cut goes on where it stopped, in this call and in the next. A file that is there already and
 * passes the checks is not downloaded again.
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
  checkUrl(settings);
  const present = await sizeOf(settings.target);
  if (present !== undefined) {
    const mismatch = await findMismatch(settings.target, present, settings);
    if (!mismatch) return downloaded(settings, present, 0);
    settings.logger.warn(`${settings.target}: ${mismatch.words}; downloading it again`);
  }
  const partial = new PartialFile(settings.target);
  const received = await transferWithRetries(settings, partial);
  const bytes = await partial.size();
  const mismatch = await findMismatch(partial.path, bytes, settings);
  if (mismatch) {
    await partial.discard();
    throw failure(settings, mismatch.code, mismatch.words);
  }
  await partial.complete().catch((cause: unknown) => {
    throw FileError.from(settings.target, 'write', cause);
  });
  return downloaded(settings, bytes, received);
}

function withDefaults(options: DownloadOptions): Settings {
  return {
    hint: `get ${options.url} by hand and save it as ${options.target}`,
    retries: 5,
    pauseMilliseconds: 1000,
    stallMilliseconds: 60_000,
    fetch: globalThis.fetch,
    logger: silentLogger,
    progress: silentProgress,
    signal: new AbortController().signal,
    ...options,
  };
}

/**
 * Tries until the file is complete; attempts that bring bytes are not counted against `retries`. A
 * server that cannot be reached to begin with is not tried again.
 */
async function transferWithRetries(settings: Settings, partial: PartialFile): Promise<number> {
  const label = `downloading ${basename(settings.target)}`;
  let received = 0;
  for (let fruitless = 0; ;) {
    const before = await partial.size();
    try {
      return received + (await transfer({ ...settings, label, partial }));
    } catch (error) {
      if (!(error instanceof TransferFailure)) throw error;
      const gained = (await partial.size()) - before;
      received += Math.max(gained, 0);
      fruitless = gained > 0 ? 1 : fruitless + 1;
      const { isRetryable, unreachable = false } = error.retry;
      const isPermanent = !isRetryable || (unreachable && received === 0);
      if (isPermanent || fruitless > settings.retries) {
        throw failure(settings, error.code, error.message, error);
      }
      if (error.retry.fromStart) await partial.discard();
      await pause(settings, error, fruitless);
    }
  }
}

async function pause(settings: Settings, error: TransferFailure, fruitless: number): Promise<void> {
  const { logger, pauseMilliseconds, signal } = settings;
  const doubled = Math.min(pauseMilliseconds * 2 ** (fruitless - 1), longestPause);
  const milliseconds = error.retry.afterMilliseconds ?? doubled;
  logger.warn(`${settings.url}: ${error.message}; trying again in ${milliseconds / 1000} s`);
  await wait(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
}

async function findMismatch(
  path: string,
  bytes: number,
  expected: Settings,
): Promise<{ code: DownloadErrorCode; words: string } | undefined> {
  if (expected.bytes !== undefined && bytes !== expected.bytes) {
    const words = `the file has ${bytes} bytes, expected ${expected.bytes}`;
    return { code: 'DOWNLOAD_LENGTH', words };
  }
  if (expected.sha256 === undefined) return undefined;
  const found = await sha256File(path);
  if (found === expected.sha256.toLowerCase()) return undefined;
  const words = `the file has the SHA-256 ${found}, expected ${expected.sha256}`;
  return { code: 'DOWNLOAD_CHECKSUM', words };
}

function downloaded({ target, sha256 }: Settings, bytes: number, received: number): Downloaded {
  const digest = sha256 === undefined ? {} : { sha256: sha256.toLowerCase() };
  return { path: target, bytes, ...digest, received };
}

function failure(
  { url, hint }: Settings,
  code: DownloadErrorCode,
  why: string,
  cause?: unknown,
): DownloadError {
  return new DownloadError(code, `cannot download ${url}: ${why}; ${hint}`, { cause });
}

function checkUrl(settings: Settings): void {
  const protocol = URL.canParse(settings.url) ? new URL(settings.url).protocol : '';
  if (protocol === 'http:' || protocol === 'https:') return;
  throw failure(settings, 'DOWNLOAD_URL', 'it is not an http or https address');
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (stats) => (stats.isFile() ? stats.size : undefined),
    () => undefined,
  );
}
