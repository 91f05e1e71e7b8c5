import { hasPngChunk, pngBitDepth, pngColourType } from '../header/png-header.js';
import { UnreadKind } from '../unread-kind.js';

/** Colour types (PNG, section 11.2.1). */
const GREY = 0;
const PALETTE = 3;

/**
 * Checks that a PNG is of a kind of which sharp makes the pixels that Pillow makes.
 *
 * @throws UnreadKind for grey of 16 bits, which Pillow cuts off at 255, so that most of it is white.
 */
export function checkPngKind(png: Uint8Array): void {
  if (pngBitDepth(png) !== 16 || pngColourType(png) !== GREY) return;
  throw new UnreadKind('PNG of grey samples of 16 bits');
}

/**
 * The same for jimp, which blackens the one transparent colour that a PNG without alpha channel can
 * name.
 *
 * @throws UnreadKind
 */
export function checkPngKindForJimp(png: Uint8Array): void {
  checkPngKind(png);
  if (pngColourType(png) === PALETTE || !hasPngChunk(png, 'tRNS')) return;
  throw new UnreadKind('PNG with a transparent colour, without sharp,');
}
