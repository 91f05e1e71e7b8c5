import { inflateSync } from 'node:zlib';
import { byteView, latin1 } from './byte-view.js';
import type { HeaderFields } from './image-header.js';
import { findOrientation } from './orientation.js';

const SIGNATURE_BYTES = 8;
/** Length, type and checksum. */
const CHUNK_OVERHEAD = 12;
const BIT_DEPTH_OFFSET = 24;
/** The most bytes of a compressed text that are unpacked, 1 MiB, as Pillow does. */
const MAX_TEXT_BYTES = 2 ** 20;

interface Chunk {
  readonly type: string;
  readonly body: Uint8Array;
}

/** Reads the header of a PNG file. */
export function readPngHeader(bytes: Uint8Array): HeaderFields {
  const view = byteView(bytes);
  let exif: Uint8Array | undefined;
  let profile: Uint8Array | undefined;
  let xmp: string | undefined;
  for (const { type, body } of chunks(bytes)) {
    if (type === 'eXIf') exif ??= body;
    const text = readText(type, body);
    if (text?.keyword === 'Raw profile type exif') profile = profileBytes(text.value);
    if (text?.keyword === 'XML:com.adobe.xmp') xmp = text.value;
  }
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    orientation: findOrientation({ exif: exif ?? profile, xmp }),
  };
}

/** Bits of a sample: 1, 2, 4, 8 or 16. */
export function pngBitDepth(png: Uint8Array): number {
  return byteView(png).getUint8(BIT_DEPTH_OFFSET);
}

/** 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha. */
export function pngColourType(png: Uint8Array): number {
  return byteView(png).getUint8(BIT_DEPTH_OFFSET + 1);
}

/** Whether a PNG has a chunk of a type. */
export function hasPngChunk(png: Uint8Array, type: string): boolean {
  return chunks(png).some((chunk) => chunk.type === type);
}

function chunks(bytes: Uint8Array): Chunk[] {
  const view = byteView(bytes);
  const found: Chunk[] = [];
  let position = SIGNATURE_BYTES;
  while (position + CHUNK_OVERHEAD <= bytes.length) {
    const length = view.getUint32(position);
    const body = position + 8;
    const type = latin1(bytes.subarray(position + 4, body));
    found.push({ type, body: bytes.subarray(body, body + length) });
    position += length + CHUNK_OVERHEAD;
  }
  return found;
}

/** A text chunk (PNG, section 11.3.3): keyword, then plain, compressed or in UTF-8. */
function readText(type: string, body: Uint8Array): { keyword: string; value: string } | undefined {
  const end = body.indexOf(0);
  if (!['tEXt', 'zTXt', 'iTXt'].includes(type) || end < 0) return undefined;
  const keyword = latin1(body.subarray(0, end));
  const rest = body.subarray(end + 1);
  if (type === 'tEXt') return { keyword, value: latin1(rest) };
  if (type === 'zTXt') return { keyword, value: inflateText(rest.subarray(1)) };
  const language = rest.indexOf(0, 2);
  const text = rest.subarray(rest.indexOf(0, language + 1) + 1);
  return { keyword, value: rest[0] === 1 ? inflateText(text) : latin1(text) };
}

function inflateText(compressed: Uint8Array): string {
  try {
    return latin1(inflateSync(compressed, { maxOutputLength: MAX_TEXT_BYTES }));
  } catch {
    return '';
  }
}

/** ImageMagick's raw profile: an empty line, a name and a length, then the block in hexadecimal. */
function profileBytes(text: string): Uint8Array {
  return Buffer.from(text.split('\n').slice(3).join(''), 'hex');
}
