import { describeForeignBytes } from '@gender/core';
import { ImageError } from '../image-error.js';
import { UnreadKind } from '../unread-kind.js';
import { readBmpHeader } from './bmp-header.js';
import { readGifHeader } from './gif-header.js';
import { detectFormat, formatName, formatNames, type ImageFormat } from './image-format.js';
import type { HeaderFields, ImageHeader } from './image-header.js';
import { readJpegHeader } from './jpeg-header.js';
import { readNetpbmHeader } from './netpbm-header.js';
import { readPngHeader } from './png-header.js';
import { readTiffHeader } from './tiff-header.js';
import { readWebpHeader } from './webp-header.js';

/**
 * The most pixels of a picture by default, 100 million: more than any camera's face photograph, and
 * 0.4 GB of memory while it is decoded. A file of a few kilobytes can announce billions.
 */
export const MAX_PIXELS = 100_000_000;

/** What is allowed of a picture. */
export interface HeaderOptions {
  /** The most pixels. @default 100 million */
  readonly maxPixels?: number | undefined;
}

/**
 * Reads format, size and orientation of a picture without decoding it.
 *
 * @param bytes - the whole file
 * @param name - the file's name, for messages
 * @throws ImageError `IMAGE_EMPTY`, `IMAGE_FORMAT`, `IMAGE_KIND`, `IMAGE_CORRUPT` or `IMAGE_TOO_LARGE`.
 */
export function readImageHeader(
  bytes: Uint8Array,
  name = 'the picture',
  { maxPixels = MAX_PIXELS }: HeaderOptions = {},
): ImageHeader {
  if (bytes.length === 0) {
    throw new ImageError('IMAGE_EMPTY', `${name} is empty; expected a picture`);
  }
  const format = detectFormat(bytes);
  if (format === undefined) throw foreign(bytes, name);
  const header = { format, ...readFields(format, bytes, name) };
  checkPixels(header, name, maxPixels);
  return header;
}

const readers: Record<ImageFormat, (bytes: Uint8Array) => HeaderFields> = {
  jpeg: readJpegHeader,
  png: readPngHeader,
  webp: readWebpHeader,
  gif: readGifHeader,
  bmp: readBmpHeader,
  tiff: readTiffHeader,
  netpbm: readNetpbmHeader,
};

function foreign(bytes: Uint8Array, name: string): ImageError {
  const other = describeForeignBytes(bytes);
  const what = other === undefined ? '' : `, but ${other.name}`;
  const advice = other === undefined ? 'is it the right file?' : other.advice;
  return new ImageError(
    'IMAGE_FORMAT',
    `${name} is not a picture in a format read here (${formatNames})${what}; ${advice}`,
  );
}

function readFields(format: ImageFormat, bytes: Uint8Array, name: string): HeaderFields {
  try {
    return readers[format](bytes);
  } catch (cause) {
    if (cause instanceof UnreadKind) throw ImageError.unreadKind(name, cause);
    throw new ImageError(
      'IMAGE_CORRUPT',
      `${name} starts as ${formatName(format)}, but its header is cut off or damaged; get the file again`,
      { cause },
    );
  }
}

function checkPixels({ width, height }: ImageHeader, name: string, maxPixels: number): void {
  if (width === 0 || height === 0) {
    throw new ImageError('IMAGE_CORRUPT', `${name} says that it has ${width}×${height} pixels`);
  }
  if (width * height > maxPixels) {
    throw new ImageError(
      'IMAGE_TOO_LARGE',
      `${name} has ${width}×${height} pixels, more than the ${maxPixels} allowed; reduce it first`,
    );
  }
}
