import { latin1 } from './byte-view.js';
import type { HeaderFields } from './image-header.js';
import { toOrientation, xmpOrientation } from './orientation.js';
import { readTiffDirectory, tiffTag } from './tiff-directory.js';

/** Reads the header of a TIFF file's first picture. */
export function readTiffHeader(bytes: Uint8Array): HeaderFields {
  const directory = readTiffDirectory(bytes);
  const [width, height] = [directory.number(tiffTag.width), directory.number(tiffTag.height)];
  if (width === undefined || height === undefined) throw new RangeError('it has no size');
  const xmp = directory.bytes(tiffTag.xmp);
  const said = directory.number(tiffTag.orientation);
  const orientation = said === undefined ? xmpOrientation(xmp && latin1(xmp)) : toOrientation(said);
  return { width, height, orientation };
}
