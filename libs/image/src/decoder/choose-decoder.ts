import type { ImageFormat } from '../header/image-format.js';
import { firstLine, ImageError } from '../image-error.js';
import { bmpDecoder } from './bmp-decoder.js';
import { jimpDecoder } from './jimp-decoder.js';
import { netpbmDecoder } from './netpbm-decoder.js';
import type { DecoderChoice, PictureDecoder } from './picture-decoder.js';
import { decodeSmallJpeg } from './small-jpeg.js';
import { createSharpDecoder, type SharpModule } from './sharp-decoder.js';

/** How to get sharp; rejects where it is not installed or does not load. */
export type SharpLoader = () => Promise<SharpModule>;

let imported: Promise<SharpModule> | undefined;

/** Imports the optional package `sharp`, once: an import that is repeated costs a tenth of decoding a small picture. */
export const importSharp: SharpLoader = () => (imported ??= import('sharp'));

/** Which decoder reads pictures here, and if it is not sharp, why not. */
export type ImageDecoder =
  | { readonly name: 'sharp'; readonly reason?: undefined }
  | { readonly name: 'jimp'; readonly reason: string };

/**
 * Tells which decoder `auto` is on this machine. The two see some JPEGs differently, and jimp takes
 * about 8 times as long.
 *
 * @example
 * (await imageDecoder()).name; // 'sharp'
 */
export async function imageDecoder(loadSharp: SharpLoader = importSharp): Promise<ImageDecoder> {
  try {
    await loadSharp();
    return { name: 'sharp' };
  } catch (cause) {
    return { name: 'jimp', reason: `sharp ${absence(cause)}` };
  }
}

/** Decoders of this package, whatever is chosen: sharp does not read these, jimp reads BMP wrong. */
const ownDecoders: Partial<Record<ImageFormat, PictureDecoder>> = {
  bmp: bmpDecoder,
  netpbm: netpbmDecoder,
};

/**
 * The decoder for a format. BMP and Netpbm, which sharp does not read, are decoded here; WebP goes
 * always to sharp, which jimp does not read.
 *
 * @param name - the file's name, for messages
 * @throws ImageError `IMAGE_DECODER` when the decoder that is needed is not there.
 */
export async function chooseDecoder(
  choice: DecoderChoice,
  format: ImageFormat,
  name: string,
  loadSharp: SharpLoader = importSharp,
): Promise<PictureDecoder> {
  const own = ownDecoders[format];
  if (own !== undefined) return own;
  if (choice === 'jimp') {
    if (format !== 'webp') return jimpDecoder;
    throw new ImageError(
      'IMAGE_DECODER',
      `cannot decode ${name}: it is WebP, which jimp does not read; use the decoder sharp`,
    );
  }
  try {
    const sharp = createSharpDecoder(await loadSharp());
    return choice === 'auto' && format === 'jpeg' ? smallHere(sharp) : sharp;
  } catch (cause) {
    if (choice === 'auto' && format !== 'webp') return jimpDecoder;
    throw new ImageError(
      'IMAGE_DECODER',
      `cannot decode ${name}: ${format === 'webp' ? 'WebP needs sharp, which' : 'sharp'} ${absence(cause)}`,
      { cause },
    );
  }
}

/** Decodes small JPEGs faster, to the same pixels. */
function smallHere(decoder: PictureDecoder): PictureDecoder {
  return {
    ...decoder,
    decode: async (bytes, header) =>
      (await decodeSmallJpeg(bytes, header)) ?? decoder.decode(bytes, header),
  };
}

function absence(cause: unknown): string {
  return `is not installed or does not load (${firstLine(cause)}); run: npm install sharp`;
}
