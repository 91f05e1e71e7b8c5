import { latin1 } from './byte-view.js';
import { readTiffDirectory, tiffTag } from './tiff-directory.js';

/** How a stored picture must be turned to be upright: EXIF's values 1 (as it is) to 8. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const orientations: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];

/** A number as an orientation; 1 for what is none. */
export function toOrientation(value: number): Orientation {
  return orientations.find((orientation) => orientation === value) ?? 1;
}

const EXIF_PREFIX = 'Exif\0\0';

/** Where a picture may say how it is to be turned. */
export interface OrientationSources {
  /** An EXIF block, its prefix allowed. */
  readonly exif?: Uint8Array | undefined;
  /** An XMP packet. */
  readonly xmp?: string | undefined;
}

/**
 * How a picture is to be turned, as Pillow's `exif_transpose` finds it: EXIF counts, and where it
 * says nothing, XMP. 1 where neither says anything that makes sense.
 */
export function findOrientation({ exif, xmp }: OrientationSources): Orientation {
  return exifOrientation(exif) ?? xmpOrientation(xmp);
}

function exifOrientation(exif: Uint8Array | undefined): Orientation | undefined {
  if (exif === undefined) return undefined;
  const prefixed = latin1(exif.subarray(0, EXIF_PREFIX.length)) === EXIF_PREFIX;
  try {
    const directory = readTiffDirectory(prefixed ? exif.subarray(EXIF_PREFIX.length) : exif, true);
    const value = directory.number(tiffTag.orientation);
    return value === undefined ? undefined : toOrientation(value);
  } catch {
    return undefined;
  }
}

/** The orientation in an XMP packet, an attribute or an element; 1 where there is none. */
export function xmpOrientation(xmp: string | undefined): Orientation {
  if (xmp === undefined) return 1;
  const digit = /tiff:Orientation(?:="|>)([0-9])/.exec(xmp)?.[1];
  return digit === undefined ? 1 : toOrientation(Number(digit));
}
