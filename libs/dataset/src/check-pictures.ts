import { open, readFile } from 'node:fs/promises';
import { silentProgress, type ProgressReporter } from '@gender/core';
import { decodePicture, readImageHeader } from '@gender/image';
import type { LabelledImage } from './labelled-image.js';
import { inParallel } from './parallel.js';

/**
 * How closely pictures are looked at: `header` reads format and size, which finds empty files and
 * what is not a picture; `decode` decodes every one, which also finds those cut off, but takes as
 * long as reading them for a network does.
 */
export type PictureCheck = 'header' | 'decode';

/** A picture that was left out, and why. */
export interface BrokenPicture {
  readonly path: string;
  readonly reason: string;
}

/** What of a file is read for its header; where that is not enough, the whole file. */
const HEADER_BYTES = 64 * 1024;

/** Parts pictures from broken ones. */
export async function checkPictures(
  images: readonly LabelledImage[],
  options: {
    check?: PictureCheck | undefined;
    progress?: ProgressReporter | undefined;
    signal?: AbortSignal | undefined;
  } = {},
): Promise<{ good: LabelledImage[]; broken: BrokenPicture[] }> {
  const { check = 'header', progress = silentProgress, signal } = options;
  const read = check === 'decode' ? decodePicture : readHeader;
  const task = progress.start({ label: 'checking pictures', total: images.length, unit: 'images' });
  try {
    const reasons = await inParallel(images, async ({ path }) => {
      signal?.throwIfAborted();
      const reason = await read(path).then(() => undefined, messageOf);
      task.advance(1);
      return reason;
    });
    const broken = images.flatMap(({ path }, index) => {
      const reason = reasons[index];
      return reason === undefined ? [] : [{ path, reason }];
    });
    return { good: images.filter((_, index) => reasons[index] === undefined), broken };
  } finally {
    task.stop();
  }
}

async function readHeader(path: string): Promise<void> {
  const start = await readStart(path);
  try {
    readImageHeader(start, path);
  } catch (error) {
    if (start.length < HEADER_BYTES) throw error;
    readImageHeader(await readFile(path), path);
  }
}

async function readStart(path: string): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const { bytesRead, buffer } = await handle.read(new Uint8Array(HEADER_BYTES), 0, HEADER_BYTES);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
