import { statSync } from 'node:fs';
import { required, silentProgress, zip, type ProgressReporter } from '@gender/core';
import { readStartSync } from '@gender/core/node';
import { readImageHeader } from '@gender/image';
import { readContent, type PictureContent } from './duplicates/picture-content.js';
import type { Thumbnails } from './duplicates/thumbnails.js';
import { pictureEnding } from './file-name.js';
import { inSlices } from './in-slices.js';
import type { FileReading, LabelledImage } from './labelled-image.js';
import type { LeftOutFile } from './left-out.js';
import { inParallel } from './parallel.js';
import { hashFile } from './write/place-file.js';

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

/** Pictures that are whole, and what is known of their contents, in the same order. */
export interface CheckedPictures {
  readonly good: LabelledImage[];
  readonly contents: PictureContent[];
  readonly broken: BrokenPicture[];
}

/**
 * Parts pictures from broken ones. With `header`, of the contents only equal files are known.
 *
 * @throws FileError when there is no room for thumbnails.
 */
export async function checkPictures(
  images: readonly LabelledImage[],
  options: {
    /** Takes the thumbnails of pictures that are decoded; without it none are kept. */
    thumbnails?: Thumbnails | undefined;
    check?: PictureCheck | undefined;
    maxPixels?: number | undefined;
    progress?: ProgressReporter | undefined;
    signal?: AbortSignal | undefined;
  } = {},
): Promise<CheckedPictures> {
  const { check = 'decode', maxPixels, progress = silentProgress, signal, thumbnails } = options;
  const task = progress.start({ label: 'checking pictures', total: images.length, unit: 'images' });
  const step = (): void => {
    signal?.throwIfAborted();
    task.advance(1);
  };
  try {
    const answers = await (check === 'decode'
      ? decodeAll(images, { maxPixels, thumbnails }, step)
      : readAll(images, maxPixels, step));
    const checked: CheckedPictures = { good: [], contents: [], broken: [] };
    for (const [image, answer] of zip(images, answers)) {
      const { path } = image;
      if (typeof answer === 'string') {
        checked.broken.push({ path, reason: answer });
        continue;
      }
      const ending = required(pictureEnding(path), `the format of ${path}`);
      const { content, reading } = answer;
      checked.good.push({ ...image, ending, ...(reading && { reading }) });
      checked.contents.push(content);
    }
    return checked;
  } finally {
    task.stop();
  }
}

/** What is known of a picture and its file, or why it cannot be read. */
type Answer = { content: PictureContent; reading?: FileReading | undefined } | string;

/** The contents of each picture, or why it cannot be decoded. */
function decodeAll(
  images: readonly LabelledImage[],
  { maxPixels, thumbnails }: { maxPixels: number | undefined; thumbnails: Thumbnails | undefined },
  step: () => void,
): Promise<Answer[]> {
  return inParallel<LabelledImage, Answer>(images, async ({ path }) => {
    step();
    const read = await readContent(path, maxPixels).catch(messageOf);
    if (typeof read === 'string') return read;
    const { content, thumbnail, reading } = read;
    // that there is no room for a thumbnail is no fault of the picture
    const number = thumbnail && thumbnails?.add(thumbnail);
    return { content: { ...content, thumbnail: number }, reading };
  });
}

/** Which files are equal, or why a picture's header makes no sense. */
async function readAll(
  images: readonly LabelledImage[],
  maxPixels: number | undefined,
  step: () => void,
): Promise<Answer[]> {
  const buffer = new Uint8Array(HEADER_BYTES);
  const sizes = new Map<number, number>();
  const answers = await inSlices(images, ({ path }) => {
    step();
    try {
      readHeader(path, buffer, maxPixels);
      const { size } = statSync(path);
      sizes.set(size, (sizes.get(size) ?? 0) + 1);
      return size;
    } catch (error) {
      return messageOf(error);
    }
  });
  return inParallel(zip(images, answers), async ([{ path }, answer]) => {
    if (typeof answer === 'string') return answer;
    // a file that no other is as long as is like none
    return { content: sizes.get(answer) === 1 ? {} : { file: await hashFile(path) } };
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
