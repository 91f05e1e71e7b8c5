import { byteView } from './byte-view.js';
import type { HeaderFields, Orientation } from './image-header.js';

const WIDTH = 256;
const HEIGHT = 257;
const ORIENTATION = 274;
const SHORT = 3;
const LONG = 4;
const ENTRY_BYTES = 12;

/** The first directory of a TIFF file, or of an EXIF block, which has the same form. */
export interface TiffDirectory {
  /** The values of the tags that hold whole numbers; of a list, the first. */
  readonly tags: ReadonlyMap<number, number>;
  /** Where the position of the next directory is written. */
  readonly linkOffset: number;
}

/**
 * Reads the first directory (TIFF 6.0, section 2).
 *
 * @throws RangeError when it lies outside the bytes.
 */
export function readTiffDirectory(tiff: Uint8Array): TiffDirectory {
  const view = byteView(tiff);
  const littleEndian = view.getUint8(0) === 'I'.charCodeAt(0);
  const start = view.getUint32(4, littleEndian);
  const count = view.getUint16(start, littleEndian);
  const tags = new Map<number, number>();
  for (let index = 0; index < count; index += 1) {
    const entry = start + 2 + index * ENTRY_BYTES;
    const type = view.getUint16(entry + 2, littleEndian);
    const tag = view.getUint16(entry, littleEndian);
    if (type === SHORT) tags.set(tag, view.getUint16(entry + 8, littleEndian));
    if (type === LONG) tags.set(tag, view.getUint32(entry + 8, littleEndian));
  }
  return { tags, linkOffset: start + 2 + count * ENTRY_BYTES };
}

/** Reads the header of a TIFF file's first picture. */
export function readTiffHeader(bytes: Uint8Array): HeaderFields {
  const { tags } = readTiffDirectory(bytes);
  const orientation = toOrientation(tags.get(ORIENTATION));
  return { width: tags.get(WIDTH) ?? 0, height: tags.get(HEIGHT) ?? 0, orientation };
}

/** The orientation in an EXIF block; 1 where there is none or the block is damaged. */
export function readExifOrientation(exif: Uint8Array | undefined): Orientation {
  if (exif === undefined) return 1;
  try {
    return toOrientation(readTiffDirectory(exif).tags.get(ORIENTATION));
  } catch {
    return 1;
  }
}

const orientations: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];

function toOrientation(value: number | undefined): Orientation {
  return orientations.find((orientation) => orientation === value) ?? 1;
}
