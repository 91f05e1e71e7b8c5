import { byteView } from './byte-view.js';

/** The tags that are read (TIFF 6.0, appendix A; XMP: Adobe). */
export const tiffTag = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  orientation: 274,
  planar: 284,
  extraSamples: 338,
  sampleFormat: 339,
  xmp: 700,
} as const;

/** Bytes of a value, by its type: BYTE, ASCII, SHORT, LONG, UNDEFINED (7), SSHORT and SLONG. */
const typeBytes = new Map([
  [1, 1],
  [2, 1],
  [3, 2],
  [4, 4],
  [7, 1],
  [8, 2],
  [9, 4],
]);
/** Signed ones hold what is never negative as well. */
const SHORTS = [3, 8];
const LONGS = [4, 9];
const ENTRY_BYTES = 12;

/** The first directory of a TIFF file, or of an EXIF block, which has the same form. */
export interface TiffDirectory {
  /** The value of a tag that holds whole numbers; of a list, the first. */
  number(tag: number): number | undefined;
  /** The bytes of a tag. */
  bytes(tag: number): Uint8Array | undefined;
  /** Where the position of the next directory is written. */
  readonly linkOffset: number;
}

interface Entry {
  readonly type: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads the first directory (TIFF 6.0, section 2), of two entries of one tag the first, as libtiff and Pillow do.
 *
 * @param mayEndEarly - takes the entries that are there, where the bytes end before the last one
 * @throws RangeError when it lies outside the bytes.
 */
export function readTiffDirectory(tiff: Uint8Array, mayEndEarly = false): TiffDirectory {
  const view = byteView(tiff);
  const littleEndian = view.getUint8(0) === 'I'.charCodeAt(0);
  const start = view.getUint32(4, littleEndian);
  const count = view.getUint16(start, littleEndian);
  const entries = new Map<number, Entry>();
  for (let index = 0; index < count; index += 1) {
    const place = start + 2 + index * ENTRY_BYTES;
    if (mayEndEarly && place + ENTRY_BYTES > tiff.length) break;
    const type = view.getUint16(place + 2, littleEndian);
    const size = typeBytes.get(type);
    if (size === undefined) continue; // of no tag that is read
    const length = view.getUint32(place + 4, littleEndian) * size;
    const from = length > 4 ? view.getUint32(place + 8, littleEndian) : place + 8;
    const tag = view.getUint16(place, littleEndian);
    if (!entries.has(tag)) entries.set(tag, { type, start: from, end: from + length });
  }
  return {
    number: (tag) => {
      const entry = entries.get(tag);
      if (entry === undefined) return undefined;
      if (SHORTS.includes(entry.type)) return view.getUint16(entry.start, littleEndian);
      return LONGS.includes(entry.type) ? view.getUint32(entry.start, littleEndian) : undefined;
    },
    bytes: (tag) => {
      const entry = entries.get(tag);
      return entry && tiff.subarray(entry.start, entry.end);
    },
    linkOffset: start + 2 + count * ENTRY_BYTES,
  };
}
