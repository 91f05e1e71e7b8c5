import { ImageError } from '../image-error.js';
import { byteView } from './byte-view.js';
import { detectFormat, type ImageFormat } from './image-format.js';
import type { HeaderFields, ImageHeader } from './image-header.js';
import { readJpegHeader } from './jpeg-header.js';
import { readPngHeader } from './png-header.js';
import { readTiffHeader } from './tiff-header.js';
import { readWebpHeader } from './webp-header.js';

/**
 * The most pixels of a picture, 100 million: more than any camera's face photograph, and 0.4 GB
 * of memory while it is decoded. A file of a few kilobytes can announce billions.
 */
export const MAX_PIXELS = 100_000_000;

/**
 * Reads format, size and orientation of a picture without decoding it.
 *
 * @param bytes - the whole file
 * @param name - the file's name, for messages
 * @throws ImageError `IMAGE_EMPTY`, `IMAGE_FORMAT`, `IMAGE_CORRUPT` or `IMAGE_TOO_LARGE`.
 */
export function readImageHeader(bytes: Uint8Array, name = 'the picture'): ImageHeader {
  if (bytes.length === 0) {
    throw new ImageError('IMAGE_EMPTY', `${name} is empty; expected a picture`);
  }
  const format = detectFormat(bytes);
  if (format === undefined) {
    throw new ImageError(
      'IMAGE_FORMAT',
      `${name} is not a picture in a format read here (JPEG, PNG, WebP, BMP, GIF, TIFF)`,
    );
  }
  const header = { format, ...readFields(format, bytes, name) };
  checkPixels(header, name);
  return header;
}

const readers: Record<ImageFormat, (bytes: Uint8Array) => HeaderFields> = {
  jpeg: readJpegHeader,
  png: readPngHeader,
  webp: readWebpHeader,
  gif: readGifHeader,
  bmp: readBmpHeader,
  tiff: readTiffHeader,
};

function readFields(format: ImageFormat, bytes: Uint8Array, name: string): HeaderFields {
  try {
    return readers[format](bytes);
  } catch (cause) {
    throw new ImageError(
      'IMAGE_CORRUPT',
      `${name} starts as ${format.toUpperCase()}, but its header is cut off; get the file again`,
      { cause },
    );
  }
}

function checkPixels({ width, height }: ImageHeader, name: string): void {
  if (width === 0 || height === 0) {
    throw new ImageError('IMAGE_CORRUPT', `${name} says that it has ${width}×${height} pixels`);
  }
  if (width * height > MAX_PIXELS) {
    throw new ImageError(
      'IMAGE_TOO_LARGE',
      `${name} has ${width}×${height} pixels, more than the ${MAX_PIXELS} allowed; reduce it first`,
    );
  }
}

function readGifHeader(bytes: Uint8Array): HeaderFields {
  const view = byteView(bytes);
  return { width: view.getUint16(6, true), height: view.getUint16(8, true), orientation: 1 };
}

/** A negative height means that the top row comes first. */
function readBmpHeader(bytes: Uint8Array): HeaderFields {
  const view = byteView(bytes);
  const width = Math.abs(view.getInt32(18, true));
  return { width, height: Math.abs(view.getInt32(22, true)), orientation: 1 };
}
