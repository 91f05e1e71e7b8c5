import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { required } from '@gender/core';
import { failure, type Settings } from './download-options.js';
import { openEnvFetch } from './env-fetch.js';
import { findMismatch } from './expected-file.js';
import { LEAST_RATE, LONGEST_PAUSE } from './limits.js';
import { PartialFile } from './partial-file.js';
import { TransferFailure } from './transfer-failure.js';
import { transfer } from './transfer.js';

/** All of a file, checked, still beside its target. */
export interface FetchedPartial {
  readonly partial: PartialFile;
  readonly bytes: number;
  /** Bytes that came over the network in this call. */
  readonly received: number;
}

/**
 * Gets all of a file into `<target>.partial`, from where an earlier call stopped.
 *
 * @throws DownloadError when it cannot be had, or is not the file that is expected.
 */
export async function fetchPartial(settings: Settings): Promise<FetchedPartial> {
  const partial = new PartialFile(settings.target);
  const received = await transferWithRetries(settings, partial);
  const bytes = await partial.size();
  const mismatch = await findMismatch(partial.path, bytes, settings);
  if (mismatch === undefined) return { partial, bytes, received };
  await partial.discard();
  throw failure(settings, mismatch.code, mismatch.words);
}

/**
 * Tries until the file is complete. Attempts that carry it further than it ever was are not counted
 * against `retries`; a server that cannot be reached to begin with is not tried again.
 */
async function transferWithRetries(settings: Settings, partial: PartialFile): Promise<number> {
  await using ownFetch = settings.fetch ? undefined : await openEnvFetch();
  const fetch = required(settings.fetch ?? ownFetch?.fetch, 'a fetch');
  const label = `downloading ${basename(settings.target)}`;
  const leastBytes = (LEAST_RATE * settings.stallMilliseconds) / 1000;
  let received = 0;
  let furthest = await partial.size();
  for (let fruitless = 0; ;) {
    const before = await partial.size();
    try {
      return received + (await transfer({ ...settings, fetch, label, partial, leastBytes }));
    } catch (error) {
      if (!(error instanceof TransferFailure)) throw error;
      const size = await partial.size();
      received += Math.max(size - before, 0);
      fruitless = size >= furthest + leastBytes ? 1 : fruitless + 1;
      furthest = Math.max(furthest, size);
      const { isRetryable, unreachable = false, fromStart = false } = error.retry;
      if (fromStart) await partial.discard();
      const isPermanent = !isRetryable || (unreachable && received === 0);
      if (isPermanent || fruitless > settings.retries) {
        throw failure(settings, error.code, error.message, error);
      }
      await pause(settings, error, fruitless);
    }
  }
}

async function pause(settings: Settings, error: TransferFailure, fruitless: number): Promise<void> {
  const { logger, pauseMilliseconds, signal } = settings;
  const doubled = Math.min(pauseMilliseconds * 2 ** (fruitless - 1), LONGEST_PAUSE);
  const milliseconds = error.retry.afterMilliseconds ?? doubled;
  logger.warn(`${settings.url}: ${error.message}; trying again in ${milliseconds / 1000} s`);
  await wait(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
}
