import { chooseDecoder } from './decoder/choose-decoder.js';
import type { DecoderChoice, PictureDecoder } from './decoder/picture-decoder.js';
import { findFirstFrame, withoutTransparency } from './header/gif-header.js';
import { formatName } from './header/image-format.js';
import type { ImageHeader } from './header/image-header.js';
import { readImageHeader } from './header/read-image-header.js';
import { firstLine, ImageError } from './image-error.js';
import { orient } from './pixels/orient.js';
import { checkPicture, type Picture } from './pixels/picture.js';
import type { ExifRule } from './pixels/preprocessing.js';
import { withPictureFile, type PictureSource } from './picture-source.js';
import { pixelsInFlight } from './pixel-budget.js';
import { UnreadKind } from './unread-kind.js';

/** How to decode a picture. */
export interface DecodeOptions {
  /** `ignore` leaves the pixels as they are stored, as Keras does. @default 'apply' */
  exif?: ExifRule | undefined;
  /** @default 'auto' */
  decoder?: DecoderChoice | undefined;
  /** The most pixels of a picture. @default 100 million */
  maxPixels?: number | undefined;
  /** What messages call a picture that is given as bytes. @default 'the picture' */
  name?: string | undefined;
}

/**
 * Decodes a JPEG, PNG, WebP, BMP, GIF (first frame), TIFF (first page), PBM, PGM or PPM as RGB. Grey
 * is repeated, CMYK converted as Pillow does, alpha dropped without blending, colours of 16 bits become
 * `value >> 8`; colour profiles are ignored. A JPEG that lacks its end is read where all its rows are
 * there. However many pictures are asked for at once, the pixels in work are limited.
 *
 * @param source - a path of a regular file, or the bytes of a file
 * @throws ImageError when it is not a picture, is damaged, too large, of a kind that is not read or
 *   needs a decoder that is not installed; FileError when the file cannot be read.
 * @example
 * const { width, height, data } = await decodePicture('face.jpg');
 */
export async function decodePicture(
  source: PictureSource,
  options: DecodeOptions = {},
): Promise<Picture> {
  return withPicture(source, options, (picture) => picture);
}

/**
 * Decodes a picture and makes something of it, while its pixels count as being in work.
 *
 * @throws ImageError, FileError as `decodePicture`.
 */
export async function withPicture<T>(
  source: PictureSource,
  options: DecodeOptions,
  use: (picture: Picture) => T,
): Promise<T> {
  if (typeof source === 'string') {
    const named = { ...options, name: source };
    return withPictureFile(source, (bytes) => withDecoded(bytes, named, use));
  }
  return withDecoded(source, options, use);
}

async function withDecoded<T>(
  bytes: Uint8Array,
  { exif = 'apply', decoder: choice = 'auto', maxPixels, name = 'the picture' }: DecodeOptions,
  use: (picture: Picture) => T,
): Promise<T> {
  const header = readImageHeader(bytes, name, { maxPixels });
  const decoder = await chooseDecoder(choice, header.format, name);
  return pixelsInFlight.run(header.width * header.height, async () => {
    const picture = await decode(decoder, bytes, header, name);
    return use(turns(exif, header) ? orient(picture, header.orientation) : picture);
  });
}

/** Pillow, and Keras with it, turns a TIFF while it loads it, whatever the rule. */
function turns(exif: ExifRule, { format }: ImageHeader): boolean {
  return exif === 'apply' || format === 'tiff';
}

/** GIF only: no colour is transparent, and the first frame is the whole picture. */
function asPillowReads(bytes: Uint8Array, { format }: ImageHeader): Uint8Array {
  if (format !== 'gif') return bytes;
  const frame = findFirstFrame(bytes);
  if (!frame.whole) throw new UnreadKind('GIF whose first frame is a part of the picture');
  return withoutTransparency(bytes, frame);
}

async function decode(
  decoder: PictureDecoder,
  bytes: Uint8Array,
  header: ImageHeader,
  name: string,
): Promise<Picture> {
  try {
    const picture = await decoder.decode(asPillowReads(bytes, header), header);
    checkPicture(picture);
    return picture;
  } catch (cause) {
    if (cause instanceof UnreadKind) throw ImageError.unreadKind(name, cause);
    throw new ImageError(
      'IMAGE_CORRUPT',
      `cannot decode ${name} (${formatName(header.format)}, by ${decoder.name}): ${firstLine(cause)}; ` +
        'the file is cut off, damaged or of a rare kind, get it again or convert it',
      { cause },
    );
  }
}
