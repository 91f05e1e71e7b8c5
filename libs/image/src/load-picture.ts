import { withPicture } from './decode-picture.js';
import type { DecoderChoice } from './decoder/picture-decoder.js';
import type { PictureSource } from './picture-source.js';
import { preprocess } from './pixels/preprocess.js';
import type { Preprocessing } from './pixels/preprocessing.js';

/**
 * Decodes, resizes and normalises a picture.
 *
 * @param source - a path, or the bytes of a file
 * @returns `options.out`, or a new `(height, width, 3)` float32 array
 * @throws ImageError, FileError as `decodePicture` and `preprocess` do.
 */
export async function loadPicture(
  source: PictureSource,
  preprocessing: Preprocessing,
  options: {
    out?: Float32Array | undefined;
    decoder?: DecoderChoice | undefined;
    maxPixels?: number | undefined;
    name?: string | undefined;
  } = {},
): Promise<Float32Array> {
  const { out, ...decoding } = options;
  return withPicture(source, { ...decoding, exif: preprocessing.exif }, (picture) =>
    preprocess(picture, preprocessing, out),
  );
}
