import { byteView } from './byte-view.js';
import type { HeaderFields } from './image-header.js';

const HEADER_BYTES = 13;
const EXTENSION = 0x21;
const GRAPHIC_CONTROL = 0xf9;
const IMAGE = 0x2c;
const TRANSPARENT = 1;

/** Reads the header of a GIF file. */
export function readGifHeader(bytes: Uint8Array): HeaderFields {
  const view = byteView(bytes);
  return { width: view.getUint16(6, true), height: view.getUint16(8, true), orientation: 1 };
}

/** What stands before the pixels of a GIF's first frame. */
export interface FirstFrame {
  /** Whether it covers the whole picture. */
  readonly whole: boolean;
  /** Where the flags of its graphic controls stand (GIF89a, section 23). */
  readonly controlFlags: readonly number[];
}

/**
 * Finds the first frame.
 *
 * @throws RangeError when the file ends before it.
 */
export function findFirstFrame(gif: Uint8Array): FirstFrame {
  const view = byteView(gif);
  const { width, height } = readGifHeader(gif);
  const controlFlags: number[] = [];
  let position = HEADER_BYTES + colourTableBytes(view.getUint8(10));
  while (view.getUint8(position) !== IMAGE) {
    if (view.getUint8(position) !== EXTENSION) {
      position += 1; // as other readers, skips what stands between blocks
      continue;
    }
    if (view.getUint8(position + 1) === GRAPHIC_CONTROL) controlFlags.push(position + 3);
    position += 2;
    while (view.getUint8(position) !== 0) position += view.getUint8(position) + 1;
    position += 1;
  }
  const [left, top, columns, rows] = [1, 3, 5, 7].map((at) => view.getUint16(position + at, true));
  return { whole: left === 0 && top === 0 && columns === width && rows === height, controlFlags };
}

/**
 * A copy in which no colour of the first frame is transparent: Pillow shows the colour, other
 * decoders blacken it.
 */
export function withoutTransparency(gif: Uint8Array, { controlFlags }: FirstFrame): Uint8Array {
  const opaque = gif.slice();
  const view = byteView(opaque);
  for (const place of controlFlags) view.setUint8(place, view.getUint8(place) & ~TRANSPARENT);
  return opaque;
}

function colourTableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}
