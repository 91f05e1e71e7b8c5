import { byteView, latin1 } from './byte-view.js';
import type { HeaderFields } from './image-header.js';
import { readExifOrientation } from './tiff-header.js';

const SIGNATURE_BYTES = 8;
/** Length, type and checksum. */
const CHUNK_OVERHEAD = 12;
const BIT_DEPTH_OFFSET = 24;

/** Reads the header of a PNG file. */
export function readPngHeader(bytes: Uint8Array): HeaderFields {
  const view = byteView(bytes);
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    orientation: readExifOrientation(findChunk(bytes, 'eXIf')),
  };
}

/** Bits of a sample: 1, 2, 4, 8 or 16. */
export function pngBitDepth(png: Uint8Array): number {
  return byteView(png).getUint8(BIT_DEPTH_OFFSET);
}

function findChunk(bytes: Uint8Array, type: string): Uint8Array | undefined {
  const view = byteView(bytes);
  let position = SIGNATURE_BYTES;
  while (position + CHUNK_OVERHEAD <= bytes.length) {
    const length = view.getUint32(position);
    const body = position + 8;
    if (latin1(bytes.subarray(position + 4, body)) === type) {
      return bytes.subarray(body, body + length);
    }
    position += length + CHUNK_OVERHEAD;
  }
  return undefined;
}
