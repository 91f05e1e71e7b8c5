import type { HeaderFields } from './image-header.js';

/** How the pixels of a PBM, PGM or PPM are stored. */
export interface NetpbmLayout {
  readonly width: number;
  readonly height: number;
  /** 1 black and white, 2 grey, 3 colour. */
  readonly kind: 1 | 2 | 3;
  /** Whether samples are decimal numbers in place of bytes. */
  readonly plain: boolean;
  /** The value of white; 1 for black and white. */
  readonly maximum: number;
  readonly pixelOffset: number;
}

const kinds = [1, 2, 3] as const;
/** Every number of the header is shorter. */
const MAX_DIGITS = 10;
const COMMENT = '#'.charCodeAt(0);

/**
 * Reads the header of a Netpbm file: `P1` to `P6`, width, height, and the largest sample.
 *
 * @throws RangeError when it is cut off or makes no sense.
 */
export function readNetpbmLayout(bytes: Uint8Array): NetpbmLayout {
  const digit = Number(String.fromCharCode(byteAt(bytes, 1)));
  const kind = kinds[(digit - 1) % 3];
  if (kind === undefined) throw new RangeError(`P${digit} is no kind of it`);
  let position = 2;
  const next = (): number => {
    const { value, end } = readNumber(bytes, position);
    position = end;
    return value;
  };
  const width = next();
  const height = next();
  const maximum = kind === 1 ? 1 : next();
  if (maximum === 0 || maximum > 65535) throw new RangeError(`${maximum} cannot be white`);
  return { width, height, kind, plain: digit <= 3, maximum, pixelOffset: position };
}

/** Reads the header of a Netpbm file. */
export function readNetpbmHeader(bytes: Uint8Array): HeaderFields {
  const { width, height } = readNetpbmLayout(bytes);
  return { width, height, orientation: 1 };
}

/**
 * The next number and the place behind the one white space, or the end of the file, that ends it;
 * comments are skipped.
 */
export function readNumber(bytes: Uint8Array, from: number): { value: number; end: number } {
  let position = from;
  let digits = '';
  while (position < bytes.length || digits === '') {
    const byte = byteAt(bytes, position);
    position += 1;
    if (byte === COMMENT) position = endOfLine(bytes, position);
    else if (!isSpace(byte)) digits += String.fromCharCode(byte);
    else if (digits !== '') break;
    if (digits.length > MAX_DIGITS) break;
  }
  if (!/^\d{1,10}$/.test(digits)) throw new RangeError(`${digits} is no number`);
  return { value: Number(digits), end: position };
}

/** The place behind a comment's line. */
export function endOfLine(bytes: Uint8Array, from: number): number {
  let position = from;
  while (position < bytes.length && ![10, 13].includes(byteAt(bytes, position))) position += 1;
  return position + 1;
}

/** Blank, tab, line feed, vertical tab, form feed, carriage return. */
export function isSpace(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}

function byteAt(bytes: Uint8Array, position: number): number {
  const byte = bytes[position];
  if (byte === undefined) throw new RangeError('it ends in its header');
  return byte;
}
