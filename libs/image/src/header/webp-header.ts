import { byteView, latin1 } from './byte-view.js';
import type { HeaderFields } from './image-header.js';
import { findOrientation } from './orientation.js';

const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;

/** Reads the header of a WebP file: lossy (VP8), lossless (VP8L) or extended (VP8X). */
export function readWebpHeader(bytes: Uint8Array): HeaderFields {
  const chunks = readChunks(bytes);
  const xmp = chunks.get('XMP ');
  const orientation = findOrientation({ exif: chunks.get('EXIF'), xmp: xmp && latin1(xmp) });
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
  const lossy = chunks.get('VP8 ');
  if (!lossy) throw new RangeError('it has no picture');
  const view = byteView(lossy);
  return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
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
