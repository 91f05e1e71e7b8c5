import type { ImageHeader } from '../header/image-header.js';
import type { Picture } from '../picture.js';

/** Which decoder to use: `auto` is sharp where it is installed, otherwise jimp. */
export type DecoderChoice = 'auto' | 'sharp' | 'jimp';

/** Turns the bytes of a file into pixels as they are stored, the EXIF orientation not applied. */
export interface PictureDecoder {
  readonly name: 'sharp' | 'jimp';
  /** Rejects with any error when the bytes cannot be decoded. */
  decode(bytes: Uint8Array, header: ImageHeader): Promise<Picture>;
}
