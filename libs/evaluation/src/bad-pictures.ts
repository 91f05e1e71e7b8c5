import { GenderError } from '@gender/core';
import { batchSizeFor, settledPictureBatches } from '@gender/features';
import type { Preprocessing } from '@gender/image';

/** Every rule for pictures that cannot be read or decoded, for flags. */
export const badPictureRules = ['fail', 'skip'] as const;

/** What a picture does that cannot be read or decoded: end the work, or be left out and named. */
export type BadPictureRule = (typeof badPictureRules)[number];

/** A picture that was left out; plain data. */
export interface SkippedPicture {
  readonly file: string;
  /** Of the error, such as `IMAGE_CORRUPT`. */
  readonly code: string;
  /** In words. */
  readonly reason: string;
}

/**
 * A picture to leave out.
 *
 * @throws the error where it is none of a picture
 */
export function skipped(file: string, error: unknown): SkippedPicture {
  if (!(error instanceof GenderError)) throw error;
  const { code, message } = error as GenderError;
  return { file, code, reason: message };
}

/** The pictures that cannot be read or decoded, in their order; each is decoded once. */
export async function findBadPictures(
  paths: readonly string[],
  preprocessing: Preprocessing,
  signal?: AbortSignal,
): Promise<SkippedPicture[]> {
  const bad: SkippedPicture[] = [];
  const open = (path: string): string => path;
  const options = { preprocessing, batchSize: batchSizeFor(preprocessing), open };
  for await (const { failed } of settledPictureBatches(paths, options)) {
    signal?.throwIfAborted();
    bad.push(...failed.map(({ picture, error }) => skipped(picture, error)));
  }
  return bad;
}
