import { byteView, latin1 } from './byte-view.js';
import type { HeaderFields } from './image-header.js';
import { readExifOrientation } from './tiff-header.js';

const EXIF_PREFIX = 'Exif\0\0';
const ADOBE_PREFIX = 'Adobe';
const APP1 = 0xe1;
const APP14 = 0xee;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

interface Segment {
  readonly marker: number;
  /** What follows the two bytes of the length. */
  readonly body: Uint8Array;
}

/** Reads the header of a JPEG file. */
export function readJpegHeader(bytes: Uint8Array): HeaderFields {
  let exif: Uint8Array | undefined;
  let frame: Uint8Array | undefined;
  for (const { marker, body } of segments(bytes)) {
    if (marker === APP1 && startsWith(body, EXIF_PREFIX)) {
      exif ??= body.subarray(EXIF_PREFIX.length);
    }
    if (isFrame(marker)) frame ??= body;
  }
  const view = byteView(frame ?? new Uint8Array());
  return {
    width: view.getUint16(3),
    height: view.getUint16(1),
    orientation: readExifOrientation(exif),
  };
}

/** Whether three components are stored as red, green and blue, which an Adobe segment can say. */
export function storesRgb(jpeg: Uint8Array): boolean {
  for (const { marker, body } of segments(jpeg)) {
    if (marker === APP14 && startsWith(body, ADOBE_PREFIX)) return body[11] === 0;
  }
  return false;
}

/** The segments before the first scan; like libjpeg, skips what stands between two of them. */
function* segments(bytes: Uint8Array): Generator<Segment> {
  const view = byteView(bytes);
  let position = 2;
  while (position < bytes.length) {
    while (view.getUint8(position) !== 0xff) position += 1;
    while (view.getUint8(position) === 0xff) position += 1;
    const marker = view.getUint8(position);
    position += 1;
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE) return;
    if (standsAlone(marker)) continue;
    const length = view.getUint16(position);
    yield { marker, body: bytes.subarray(position + 2, position + length) };
    position += Math.max(length, 2);
  }
}

/** A start of frame: 0xC0 to 0xCF without the tables DHT, JPG and DAC (ITU-T T.81, table B.1). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** A stuffed zero, a restart or TEM: markers without a length. */
function standsAlone(marker: number): boolean {
  return marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

function startsWith(body: Uint8Array, prefix: string): boolean {
  return latin1(body.subarray(0, prefix.length)) === prefix;
}
