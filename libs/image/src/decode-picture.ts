import { chooseDecoder } from './decoder/choose-decoder.js';
import type { DecoderChoice, PictureDecoder } from './decoder/picture-decoder.js';
import type { ImageHeader } from './header/image-header.js';
import { readImageHeader } from './header/read-image-header.js';
import { firstLine, ImageError } from './image-error.js';
import { orient } from './orient.js';
import { checkPicture, type Picture } from './picture.js';
import { readSource, type PictureSource } from './picture-source.js';

/** Whether a picture is turned as its EXIF orientation says. */
export type ExifRule = 'apply' | 'ignore';

/** How to decode a picture. */
export interface DecodeOptions {
  /** `ignore` leaves the pixels as they are stored, as Keras does. @default 'apply' */
  exif?: ExifRule | undefined;
  /** @default 'auto' */
  decoder?: DecoderChoice | undefined;
}

/**
 * Decodes a JPEG, PNG, WebP, BMP, GIF (first frame) or TIFF (first page) as RGB. Grey is repeated,
 * CMYK converted as Pillow does, alpha dropped without blending, 16 bits become `value >> 8`;
 * colour profiles are ignored.
 *
 * @param source - a path, or the bytes of a file
 * @throws ImageError when it is not a picture, is damaged, too large or needs a decoder that is
 *   not installed; FileError when the file cannot be read.
 * @example
 * const { width, height, data } = await decodePicture('face.jpg');
 */
export async function decodePicture(
  source: PictureSource,
  options: DecodeOptions = {},
): Promise<Picture> {
  const { bytes, name } = await readSource(source);
  const header = readImageHeader(bytes, name);
  const decoder = await chooseDecoder(options.decoder ?? 'auto', header.format, name);
  const picture = await decode(decoder, bytes, header, name);
  return options.exif === 'ignore' ? picture : orient(picture, header.orientation);
}

async function decode(
  decoder: PictureDecoder,
  bytes: Uint8Array,
  header: ImageHeader,
  name: string,
): Promise<Picture> {
  try {
    const picture = await decoder.decode(bytes, header);
    checkPicture(picture);
    return picture;
  } catch (cause) {
    throw new ImageError(
      'IMAGE_CORRUPT',
      `cannot decode ${name} (${header.format.toUpperCase()}, by ${decoder.name}): ${firstLine(cause)}; ` +
        'the file is damaged or of a rare kind, get it again or convert it',
      { cause },
    );
  }
}
