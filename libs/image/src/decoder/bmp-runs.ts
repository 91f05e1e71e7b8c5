import { byteView } from '../header/byte-view.js';
import type { BmpLayout } from '../header/bmp-header.js';

/** What follows a zero: end of the line, end of the picture, a jump; anything else counts pixels. */
const END_OF_LINE = 0;
const END_OF_PICTURE = 1;
const JUMP = 2;

/**
 * Unpacks the runs of an RLE4 or RLE8 bitmap, first row at the bottom, as Pillow does: a run ends
 * with its row, a line that ends early is filled with the first colour, and a line without pixels
 * takes no row.
 *
 * @returns one index a pixel; shorter where the file ends the picture early
 * @throws RangeError when the file is cut off.
 */
export function expandRuns(bytes: Uint8Array, layout: BmpLayout): Uint8Array {
  const { width, height, compression, pixelOffset } = layout;
  const nibbles = compression === 2;
  const view = byteView(bytes);
  const total = width * height;
  const indices = new Uint8Array(total);
  let position = pixelOffset;
  let filled = 0;
  let column = 0;
  const put = (index: number): void => {
    indices[filled] = index; // beyond the end nothing is stored
    filled += 1;
  };
  const next = (): number => {
    position += 1;
    return view.getUint8(position - 1);
  };

  while (filled < total) {
    const count = next();
    const value = next();
    if (count > 0) {
      const run = Math.max(0, Math.min(count, width - column));
      for (let place = 0; place < run; place += 1) put(nibbles ? nibble(value, place) : value);
      column += run;
    } else if (value === END_OF_LINE) {
      while (filled % width !== 0) put(0);
      column = 0;
    } else if (value === END_OF_PICTURE) {
      break;
    } else if (value === JUMP) {
      const right = next();
      filled = Math.min(total, filled + right + next() * width);
      column = filled % width;
    } else {
      const literal = Math.min(value, total - filled);
      for (let place = 0, byte = 0; place < literal; place += 1) {
        if (!nibbles || place % 2 === 0) byte = next();
        put(nibbles ? nibble(byte, place) : byte);
      }
      column += value;
      position += position % 2; // literal pixels end at an even place of the file
    }
  }
  return indices.subarray(0, Math.min(filled, total));
}

function nibble(byte: number, place: number): number {
  return place % 2 === 0 ? byte >> 4 : byte & 15;
}
