import { byteView, latin1 } from './byte-view.js';
import type { HeaderFields } from './image-header.js';
import { readExifOrientation } from './tiff-header.js';

const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const EXIF_PREFIX = 'Exif\0\0';

/** Reads the header of a WebP file: lossy (VP8), lossless (VP8L) or extended (VP8X). */
export function readWebpHeader(bytes: Uint8Array): HeaderFields {
  const chunks = readChunks(bytes);
  const exif = chunks.get('EXIF');
  const orientation = readExifOrientation(exif && withoutPrefix(exif));
  return { ...readSize(chunks), orientation };
}

function readSize(chunks: ReadonlyMap<string, Uint8Array>): { width: number; height: number } {
  const extended = chunks.get('VP8X');
  if (extended) return { width: uint24(extended, 4) + 1, height: uint24(extended, 7) + 1 };
  const lossless = chunks.get('VP8L');
  if (lossless) {
    const bits = byteView(lossless).getUint32(1, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  const lossy = byteView(chunks.get('VP8 ') ?? new Uint8Array());
  return { width: lossy.getUint16(6, true) & 0x3fff, height: lossy.getUint16(8, true) & 0x3fff };
}

/** The first chunk of each type; chunks are padded to even lengths. */
function readChunks(bytes: Uint8Array): Map<string, Uint8Array> {
  const chunks = new Map<string, Uint8Array>();
  const view = byteView(bytes);
  let position = RIFF_HEADER_BYTES;
  while (position + CHUNK_HEADER_BYTES <= bytes.length) {
    const type = latin1(bytes.subarray(position, position + 4));
    const length = view.getUint32(position + 4, true);
    const body = position + CHUNK_HEADER_BYTES;
    if (!chunks.has(type)) chunks.set(type, bytes.subarray(body, body + length));
    position = body + length + (length % 2);
  }
  return chunks;
}

function uint24(bytes: Uint8Array, offset: number): number {
  const view = byteView(bytes);
  return view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16);
}

/** Some writers keep the prefix that belongs to JPEG only. */
function withoutPrefix(exif: Uint8Array): Uint8Array {
  const prefixed = latin1(exif.subarray(0, EXIF_PREFIX.length)) === EXIF_PREFIX;
  return prefixed ? exif.subarray(EXIF_PREFIX.length) : exif;
}
