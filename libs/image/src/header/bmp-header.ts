import { UnreadKind } from '../unread-kind.js';
import { byteView } from './byte-view.js';
import type { HeaderFields } from './image-header.js';

const FILE_HEADER_BYTES = 14;
/** The header of OS/2 1.x; later ones begin as Windows' of 40 bytes does. */
const OS2_HEADER_BYTES = 12;
const BITFIELDS = 3;

/** How the pixels of a BMP are stored. */
export interface BmpLayout {
  readonly width: number;
  readonly height: number;
  /** Bits of a pixel: 1, 4 and 8 are indices into the palette. */
  readonly bits: number;
  /** 0 none, 1 and 2 runs of 8 and 4 bits, 3 with masks. */
  readonly compression: number;
  readonly topDown: boolean;
  readonly palette: { readonly offset: number; readonly colours: number; readonly stride: 3 | 4 };
  /** Which bits are red, green, blue and alpha. */
  readonly masks: readonly [number, number, number, number] | undefined;
  readonly pixelOffset: number;
}

/**
 * Reads the headers of a BMP, of OS/2 as well as of Windows.
 *
 * @throws RangeError when they are cut off.
 */
export function readBmpLayout(bmp: Uint8Array): BmpLayout {
  const view = byteView(bmp);
  const headerBytes = view.getUint32(FILE_HEADER_BYTES, true);
  const os2 = headerBytes === OS2_HEADER_BYTES;
  const stride = os2 ? 3 : 4;
  const bits = view.getUint16(os2 ? 24 : 28, true);
  const compression = os2 ? 0 : view.getUint32(30, true);
  const height = os2 ? view.getUint16(20, true) : view.getInt32(22, true);
  const masksBehind = compression === BITFIELDS && headerBytes < 52;
  const paletteOffset = FILE_HEADER_BYTES + headerBytes + (masksBehind ? 12 : 0);
  const colours = bits > 8 ? 0 : (!os2 && view.getUint32(46, true)) || 2 ** bits;
  const palette = { offset: paletteOffset, colours, stride } as const;
  return {
    width: os2 ? view.getUint16(18, true) : view.getInt32(18, true),
    height: Math.abs(height),
    bits,
    compression,
    topDown: height < 0,
    palette,
    masks: compression === BITFIELDS ? readMasks(view, headerBytes) : undefined,
    pixelOffset: findPixels(view.getUint32(10, true), headerBytes, palette),
  };
}

/** Reads the header of a BMP file. */
export function readBmpHeader(bytes: Uint8Array): HeaderFields {
  const { width, height } = readBmpLayout(bytes);
  if (width < 0) throw new UnreadKind('a BMP of negative width');
  return { width, height, orientation: 1 };
}

/** Alpha has a mask in headers of 56 bytes and more. */
function readMasks(view: DataView, headerBytes: number): BmpLayout['masks'] {
  const mask = (index: number): number => view.getUint32(54 + index * 4, true);
  return [mask(0), mask(1), mask(2), headerBytes >= 56 ? mask(3) : 0];
}

/** Where the pixels begin; some writers leave it out or forget the palette before them. */
function findPixels(said: number, headerBytes: number, palette: BmpLayout['palette']): number {
  const behindPalette = palette.offset + palette.colours * palette.stride;
  if (said === 0) return behindPalette;
  return said === FILE_HEADER_BYTES + headerBytes ? said + palette.colours * palette.stride : said;
}
