import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { silentProgress, type ProgressReporter } from '@gender/core';
import { decodePicture, readImageHeader } from '@gender/image';
import { inSlices } from './in-slices.js';
import type { LabelledImage } from './labelled-image.js';
import { inParallel } from './parallel.js';

/**
 * How closely pictures are looked at: `header` reads format and size, which finds empty files and
 * what is not a picture; `decode` decodes every one, which also finds those cut off, but takes as
 * long as reading them for a network does.
 */
export type PictureCheck = 'header' | 'decode';

/** Every check, for flags and schemas. */
export const pictureChecks = ['header', 'decode'] as const satisfies readonly PictureCheck[];

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
  const task = progress.start({ label: 'checking pictures', total: images.length, unit: 'images' });
  const step = (): void => {
    signal?.throwIfAborted();
    task.advance(1);
  };
  try {
    const reasons = await (check === 'decode' ? decodeAll(images, step) : readAll(images, step));
    const broken = images.flatMap(({ path }, index) => {
      const reason = reasons[index];
      return reason === undefined ? [] : [{ path, reason }];
    });
    return { good: images.filter((_, index) => reasons[index] === undefined), broken };
  } finally {
    task.stop();
  }
}

/** Why each picture cannot be decoded; undefined for those that can. */
function decodeAll(
  images: readonly LabelledImage[],
  step: () => void,
): Promise<(string | undefined)[]> {
  return inParallel(images, async ({ path }) => {
    step();
    return decodePicture(path).then(() => undefined, messageOf);
  });
}

/** Why the header of each picture makes no sense; undefined for those that do. */
function readAll(
  images: readonly LabelledImage[],
  step: () => void,
): Promise<(string | undefined)[]> {
  const buffer = new Uint8Array(HEADER_BYTES);
  return inSlices(images, ({ path }) => {
    step();
    try {
      readHeader(path, buffer);
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  });
}

function readHeader(path: string, buffer: Uint8Array): void {
  const start = buffer.subarray(0, readStart(path, buffer));
  try {
    readImageHeader(start, path);
  } catch (error) {
    if (start.length < HEADER_BYTES) throw error;
    readImageHeader(readFileSync(path), path);
  }
}

/** Reads as much of a file as the buffer holds, and returns the number of bytes. */
function readStart(path: string, buffer: Uint8Array): number {
  const file = openSync(path, 'r');
  try {
    return readSync(file, buffer, 0, buffer.length, 0);
  } finally {
    closeSync(file);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
