import { byteView, latin1 } from './byte-view.js';
import type { HeaderFields } from './image-header.js';
import { findOrientation } from './orientation.js';

const EXIF_PREFIX = 'Exif\0\0';
const XMP_PREFIX = 'http://ns.adobe.com/xap/1.0/\0';
const JFIF_PREFIX = 'JFIF\0';
const ADOBE_PREFIX = 'Adobe';
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP14 = 0xee;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const RESTART_INTERVAL = 0xdd;
/** Huffman-coded frames whose scans are not progressive: baseline and extended. */
const SEQUENTIAL = [0xc0, 0xc1];

interface Segment {
  readonly marker: number;
  /** What follows the two bytes of the length. */
  readonly body: Uint8Array;
}

/** Reads the header of a JPEG file. */
export function readJpegHeader(bytes: Uint8Array): HeaderFields {
  let exif: Uint8Array | undefined;
  let xmp: string | undefined;
  let frame: Uint8Array | undefined;
  for (const { marker, body } of segments(bytes)) {
    if (marker === APP1 && startsWith(body, EXIF_PREFIX)) exif ??= body;
    if (marker === APP1 && startsWith(body, XMP_PREFIX)) xmp = latin1(body);
    if (isFrame(marker)) frame ??= body;
  }
  if (frame === undefined) throw new RangeError('it has no frame');
  const view = byteView(frame);
  return {
    width: view.getUint16(3),
    height: view.getUint16(1),
    orientation: findOrientation({ exif, xmp }),
  };
}

/** Whether a JPEG holds grey levels or three colours, of 8 bits each: neither CMYK nor 12 bits. */
export function hasPlainSamples(jpeg: Uint8Array): boolean {
  for (const { marker, body } of segments(jpeg)) {
    const [precision, components] = [body[0], body[5]];
    if (isFrame(marker)) return precision === 8 && (components === 1 || components === 3);
  }
  return false;
}

/** How components of grey or colour pictures are usually sampled: colour as often as light, or half as often. */
const USUAL_SAMPLINGS = ['17', '17,17,17', '33,17,17', '34,17,17'];

/**
 * Whether a JPEG is of the kind that nearly all are: grey levels or three colours of 8 bits, in one scan that is not
 * progressive, colour of full or half resolution. All versions of libjpeg decode it alike.
 */
export function isBaselineScan(jpeg: Uint8Array): boolean {
  let components = 0;
  for (const { marker, body } of segments(jpeg)) {
    if (marker === START_OF_SCAN) return components > 0 && body[0] === components;
    if (!isFrame(marker)) continue;
    const [precision, count = 0] = [body[0], body[5]];
    const samplings = Array.from({ length: count }, (_, index) => body[7 + index * 3]).join();
    const isUsual = precision === 8 && USUAL_SAMPLINGS.includes(samplings);
    if (!SEQUENTIAL.includes(marker) || !isUsual) return false;
    components = count;
  }
  return false;
}

/**
 * Whether all pixels of a JPEG are in one scan, read once from top to bottom, of which no restart
 * interval is missing. Of what is cut off its end, only the last interval can then be concerned.
 */
export function hasWholeScan(jpeg: Uint8Array): boolean {
  let frame: Uint8Array | undefined;
  let interval = 0;
  for (const { marker, body } of segments(jpeg)) {
    if (isFrame(marker)) frame = SEQUENTIAL.includes(marker) ? body : undefined;
    if (marker === RESTART_INTERVAL) interval = byteView(body).getUint16(0);
    if (marker !== START_OF_SCAN) continue;
    if (frame === undefined || body[0] !== frame[5]) return false;
    if (interval === 0) return true;
    const scan = jpeg.subarray(body.byteOffset - jpeg.byteOffset + body.length);
    return countRestarts(scan) >= Math.ceil(countUnits(frame) / interval) - 1;
  }
  return false;
}

/** How many units (MCUs) of 8×8 pixels, or of as many as the coarsest channel spans, a scan has. */
function countUnits(frame: Uint8Array): number {
  const view = byteView(frame);
  const components = view.getUint8(5);
  let [across, down] = [1, 1];
  for (let index = 0; components > 1 && index < components; index += 1) {
    const sampling = view.getUint8(7 + index * 3);
    across = Math.max(across, sampling >> 4);
    down = Math.max(down, sampling & 15);
  }
  const columns = Math.ceil(view.getUint16(3) / (8 * across));
  return columns * Math.ceil(view.getUint16(1) / (8 * down));
}

function countRestarts(scan: Uint8Array): number {
  let count = 0;
  let place = scan.indexOf(0xff);
  while (place >= 0) {
    const marker = scan[place + 1];
    if (marker !== undefined && marker >= 0xd0 && marker <= 0xd7) count += 1;
    place = scan.indexOf(0xff, place + 1);
  }
  return count;
}

/** The components' names of those who say by them that they are red, green and blue. */
const RGB_NAMES = 'RGB';

/**
 * Whether three components are stored as red, green and blue: a JFIF segment says that they are not, an Adobe segment
 * says it either way, and without both the names of the components do (libjpeg, `default_decompress_parms`).
 */
export function storesRgb(jpeg: Uint8Array): boolean {
  let names = '';
  let adobe: boolean | undefined;
  for (const { marker, body } of segments(jpeg)) {
    if (marker === APP0 && startsWith(body, JFIF_PREFIX)) return false;
    if (marker === APP14 && startsWith(body, ADOBE_PREFIX)) adobe = body[11] === 0;
    if (isFrame(marker))
      names = String.fromCharCode(...[0, 1, 2].map((at) => body[6 + at * 3] ?? 0));
  }
  return adobe ?? names === RGB_NAMES;
}

/** The segments up to the first scan's header; like libjpeg, skips what stands between two of them. */
function* segments(bytes: Uint8Array): Generator<Segment> {
  const view = byteView(bytes);
  let position = 2;
  while (position < bytes.length) {
    while (view.getUint8(position) !== 0xff) position += 1;
    while (view.getUint8(position) === 0xff) position += 1;
    const marker = view.getUint8(position);
    position += 1;
    if (marker === END_OF_IMAGE) return;
    if (standsAlone(marker)) continue;
    const length = view.getUint16(position);
    yield { marker, body: bytes.subarray(position + 2, position + length) };
    if (marker === START_OF_SCAN) return;
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
