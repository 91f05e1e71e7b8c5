import type { ImageHeader } from '../header/image-header.js';
import type { Picture } from '../pixels/picture.js';

/** Every choice of a decoder, for flags and schemas. */
export const decoderChoices = ['auto', 'sharp', 'jimp'] as const;

/** Which decoder to use: `auto` is sharp where it is installed, otherwise jimp. */
export type DecoderChoice = (typeof decoderChoices)[number];

/** Turns the bytes of a file into pixels as they are stored, the orientation not applied. */
export interface PictureDecoder {
  readonly name: 'sharp' | 'jimp' | 'this package';
  /** Rejects with any error when the bytes cannot be decoded; `UnreadKind` when their kind is not read. */
  decode(bytes: Uint8Array, header: ImageHeader): Promise<Picture>;
}
