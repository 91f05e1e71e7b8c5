import { byteView } from '../header/byte-view.js';
import { readBmpLayout, type BmpLayout } from '../header/bmp-header.js';
import type { Picture } from '../pixels/picture.js';
import { UnreadKind } from '../unread-kind.js';
import { expandRuns } from './bmp-runs.js';
import type { PictureDecoder } from './picture-decoder.js';

/** Writes one row of RGB from the row's bytes. */
type RowReader = (row: DataView, width: number, rgb: Uint8Array, to: number) => void;

/**
 * Decodes BMP as Pillow does, which no library here reads right: palettes of 1, 4 and 8 bits, runs
 * of 4 and 8 bits, 16, 24 and 32 bits with the masks that Pillow knows, of Windows and of OS/2.
 */
export const bmpDecoder: PictureDecoder = {
  name: 'this package',
  decode: (bytes) => Promise.resolve().then(() => decodeBmp(bytes)),
};

function decodeBmp(bytes: Uint8Array): Picture {
  const layout = readBmpLayout(bytes);
  const { width, height, compression } = layout;
  const runs = compression === 1 || compression === 2;
  if (compression > 3) throw new UnreadKind(`BMP with compression ${compression}`);
  const readRow = runs ? palettes(bytes, { ...layout, bits: 8 }) : rowReader(bytes, layout);
  const pixels = runs ? expandRuns(bytes, layout) : bytes.subarray(layout.pixelOffset);
  const rowBits = width * (runs ? 8 : layout.bits);
  const stride = runs ? width : Math.floor((rowBits + 31) / 32) * 4;
  const rowBytes = Math.ceil(rowBits / 8);
  if (pixels.length < stride * (height - 1) + rowBytes) throw new RangeError('pixels are missing');
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    const stored = layout.topDown ? row : height - 1 - row;
    const start = stored * stride;
    const view = byteView(pixels.subarray(start, start + rowBytes));
    readRow(view, width, data, row * width * 3);
  }
  return { width, height, data };
}

function rowReader(bytes: Uint8Array, layout: BmpLayout): RowReader {
  const { bits, masks } = layout;
  if (masks !== undefined) {
    const reader = maskedReaders.get(`${bits}: ${masks.map(hex).join(' ')}`);
    if (reader) return reader;
    throw new UnreadKind(`BMP of ${bits} bits with the masks ${masks.map(hex).join(', ')}`);
  }
  if (bits === 1 || bits === 4 || bits === 8) return palettes(bytes, layout);
  if (bits === 16) return packed({ shift: 10, maximum: 31 }, { shift: 5, maximum: 31 });
  if (bits === 24) return samples(3, [2, 1, 0]);
  if (bits === 32) return samples(4, [2, 1, 0]);
  throw new UnreadKind(`BMP of ${bits} bits a pixel`);
}

function hex(mask: number): string {
  return mask.toString(16);
}

/** The masks that Pillow reads, red, green, blue and alpha; alpha is dropped. */
const maskedReaders: ReadonlyMap<string, RowReader> = new Map([
  ['32: ff0000 ff00 ff 0', samples(4, [2, 1, 0])],
  ['32: ff0000 ff00 ff ff000000', samples(4, [2, 1, 0])],
  ['32: 0 0 0 0', samples(4, [2, 1, 0])],
  ['32: ff000000 ff0000 ff00 0', samples(4, [3, 2, 1])],
  ['32: ff000000 ff0000 ff00 ff', samples(4, [3, 2, 1])],
  ['32: ff000000 ff00 ff 0', samples(4, [3, 1, 0])],
  ['32: ff000000 ff00 ff ff0000', samples(4, [3, 1, 0])],
  ['32: ff ff00 ff0000 ff000000', samples(4, [0, 1, 2])],
  ['24: ff0000 ff00 ff 0', samples(3, [2, 1, 0])],
  ['16: f800 7e0 1f 0', packed({ shift: 11, maximum: 31 }, { shift: 5, maximum: 63 })],
  ['16: 7c00 3e0 1f 0', packed({ shift: 10, maximum: 31 }, { shift: 5, maximum: 31 })],
]);

/** Bytes of red, green and blue at these places of each pixel. */
function samples(pixelBytes: number, [red, green, blue]: [number, number, number]): RowReader {
  return (row, width, rgb, to) => {
    for (let x = 0; x < width; x += 1) {
      rgb[to + x * 3] = row.getUint8(x * pixelBytes + red);
      rgb[to + x * 3 + 1] = row.getUint8(x * pixelBytes + green);
      rgb[to + x * 3 + 2] = row.getUint8(x * pixelBytes + blue);
    }
  };
}

interface Field {
  readonly shift: number;
  readonly maximum: number;
}

/** Fields of 5 or 6 bits of 16, widened to `value · 255 / maximum`, rounded down. */
function packed(red: Field, green: Field): RowReader {
  const widen = (pixel: number, { shift, maximum }: Field): number =>
    Math.floor((((pixel >> shift) & maximum) * 255) / maximum);
  const blue = { shift: 0, maximum: 31 };
  return (row, width, rgb, to) => {
    for (let x = 0; x < width; x += 1) {
      const pixel = row.getUint16(x * 2, true);
      rgb[to + x * 3] = widen(pixel, red);
      rgb[to + x * 3 + 1] = widen(pixel, green);
      rgb[to + x * 3 + 2] = widen(pixel, blue);
    }
  };
}

/** Indices of 1, 4 or 8 bits into the palette, which holds blue, green and red. */
function palettes(bytes: Uint8Array, { bits, palette }: BmpLayout): RowReader {
  const { offset, colours, stride } = palette;
  const entries = byteView(bytes.subarray(offset, offset + colours * stride));
  const perByte = 8 / bits;
  const mask = 2 ** bits - 1;
  return (row, width, rgb, to) => {
    for (let x = 0; x < width; x += 1) {
      const shift = (perByte - 1 - (x % perByte)) * bits;
      const index = (row.getUint8(Math.floor(x / perByte)) >> shift) & mask;
      rgb[to + x * 3] = entries.getUint8(index * stride + 2);
      rgb[to + x * 3 + 1] = entries.getUint8(index * stride + 1);
      rgb[to + x * 3 + 2] = entries.getUint8(index * stride);
    }
  };
}
