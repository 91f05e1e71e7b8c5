import { decodePicture, type DecodeOptions } from './decode-picture.js';
import { encodePng } from './encode-png.js';
import type { PictureSource } from './picture-source.js';
import { resample } from './pixels/resample/resample.js';

/** How a picture is made small. */
export interface ThumbnailOptions extends DecodeOptions {
  /** The most pixels of the longer side; smaller pictures stay as they are. */
  readonly side: number;
}

/**
 * A picture as the bytes of a small PNG file, for pages that show many.
 *
 * @throws ImageError, FileError as `decodePicture`.
 */
export async function encodeThumbnail(
  source: PictureSource,
  { side, ...decoding }: ThumbnailOptions,
): Promise<Uint8Array> {
  const picture = await decodePicture(source, decoding);
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const scaled = (length: number): number => Math.max(1, Math.round(length * scale));
  const { width, height } = picture;
  return encodePng(resample(picture, scaled(width), scaled(height), 'bilinear'));
}
