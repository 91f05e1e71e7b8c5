import { required, silentProgress, zip, type ProgressReporter } from '@gender/core';
import { readStartSync } from '@gender/core/node';
import { decodePicture, readImageHeader } from '@gender/image';
import { pictureEnding } from './file-name.js';
import { inSlices } from './in-slices.js';
import type { LabelledImage } from './labelled-image.js';
import type { LeftOutFile } from './left-out.js';
import { inParallel } from './parallel.js';

/**
 * How closely pictures are looked at: `decode` decodes every one, which finds all that cannot be
 * used later; `header` reads format and size only, which finds empty files and what is not a
 * picture, but not those cut off.
 */
export const pictureChecks = ['decode', 'header'] as const;

/** One of the checks. */
export type PictureCheck = (typeof pictureChecks)[number];

/** A picture that was left out, and why. */
export type BrokenPicture = LeftOutFile;

/** What of a file is read for its header, and where that is not enough. */
const HEADER_BYTES = 64 * 1024;
const LONG_HEADER_BYTES = 16 * 1024 * 1024;

/** Parts pictures from broken ones. */
export async function checkPictures(
  images: readonly LabelledImage[],
  options: {
    check?: PictureCheck | undefined;
    maxPixels?: number | undefined;
    progress?: ProgressReporter | undefined;
    signal?: AbortSignal | undefined;
  } = {},
): Promise<{ good: LabelledImage[]; broken: BrokenPicture[] }> {
  const { check = 'decode', maxPixels, progress = silentProgress, signal } = options;
  const task = progress.start({ label: 'checking pictures', total: images.length, unit: 'images' });
  const step = (): void => {
    signal?.throwIfAborted();
    task.advance(1);
  };
  try {
    const reasons = await (check === 'decode'
      ? decodeAll(images, maxPixels, step)
      : readAll(images, maxPixels, step));
    const good: LabelledImage[] = [];
    const broken: BrokenPicture[] = [];
    for (const [image, reason] of zip(images, reasons)) {
      const { path } = image;
      if (reason !== undefined) broken.push({ path, reason });
      else good.push({ ...image, ending: required(pictureEnding(path), `the format of ${path}`) });
    }
    return { good, broken };
  } finally {
    task.stop();
  }
}

/** Why each picture cannot be decoded; undefined for those that can. */
function decodeAll(
  images: readonly LabelledImage[],
  maxPixels: number | undefined,
  step: () => void,
): Promise<(string | undefined)[]> {
  return inParallel(images, async ({ path }) => {
    step();
    return decodePicture(path, { maxPixels }).then(() => undefined, messageOf);
  });
}

/** Why the header of each picture makes no sense; undefined for those that do. */
function readAll(
  images: readonly LabelledImage[],
  maxPixels: number | undefined,
  step: () => void,
): Promise<(string | undefined)[]> {
  const buffer = new Uint8Array(HEADER_BYTES);
  return inSlices(images, ({ path }) => {
    step();
    try {
      readHeader(path, buffer, maxPixels);
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  });
}

function readHeader(path: string, buffer: Uint8Array, maxPixels: number | undefined): void {
  const start = readStartSync(path, buffer);
  try {
    readImageHeader(start, path, { maxPixels });
  } catch (error) {
    if (start.length < HEADER_BYTES) throw error;
    readImageHeader(readStartSync(path, new Uint8Array(LONG_HEADER_BYTES)), path, { maxPixels });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
