import { stat } from 'node:fs/promises';
import { sha256File } from '@gender/core/node';
import type { DownloadErrorCode } from './download-error.js';
import type { Settings } from './download-options.js';

/** Why a file is not the one that is wanted. */
export interface Mismatch {
  readonly code: DownloadErrorCode;
  readonly words: string;
}

/** Compares a file with what is expected; a file without bytes is none, unless it is expected. */
export async function findMismatch(
  path: string,
  bytes: number,
  expected: Pick<Settings, 'bytes' | 'sha256'>,
): Promise<Mismatch | undefined> {
  if (expected.bytes !== undefined && bytes !== expected.bytes) {
    const words = `the file has ${bytes} bytes, expected ${expected.bytes}`;
    return { code: 'DOWNLOAD_LENGTH', words };
  }
  if (bytes === 0 && expected.bytes !== 0) {
    return { code: 'DOWNLOAD_LENGTH', words: 'the file is empty' };
  }
  if (expected.sha256 === undefined) return undefined;
  const found = await sha256File(path);
  if (found === expected.sha256.toLowerCase()) return undefined;
  const words = `the file has the SHA-256 ${found}, expected ${expected.sha256}`;
  return { code: 'DOWNLOAD_CHECKSUM', words };
}

/**
 * The length of the file at the target, where it is there already and is the one that is wanted.
 * Another is warned of.
 */
export async function findPresent(settings: Settings): Promise<number | undefined> {
  const { target, logger } = settings;
  const stats = await stat(target).catch(() => undefined);
  if (!stats?.isFile()) return undefined;
  const mismatch = await findMismatch(target, stats.size, settings);
  if (mismatch === undefined) return stats.size;
  logger.warn(`${target}: ${mismatch.words}; downloading it again`);
  return undefined;
}
