import type sharp from 'sharp';
import type { Sharp } from 'sharp';
import { MAX_PIXELS } from '../header/read-image-header.js';
import type { Picture } from '../picture.js';
import type { PictureDecoder } from './picture-decoder.js';
import { cmykToRgb, toRgb } from './to-rgb.js';

/** What `import('sharp')` gives. */
export interface SharpModule {
  readonly default: typeof sharp;
}

/**
 * A decoder on sharp (libjpeg-turbo and libvips). Equal to Pillow: colour profiles are ignored,
 * CMYK is converted here, 16-bit samples lose their low byte.
 */
export function createSharpDecoder({ default: load }: SharpModule): PictureDecoder {
  const open = (bytes: Uint8Array): Sharp =>
    load(bytes, { ignoreIcc: true, failOn: 'error', limitInputPixels: MAX_PIXELS });

  return {
    name: 'sharp',
    decode: async (bytes): Promise<Picture> => {
      const { space, depth } = await open(bytes).metadata();
      const cmyk = space === 'cmyk';
      if (depth !== 'uchar' && (cmyk || depth !== 'ushort')) {
        throw new Error(`samples of type ${depth} (${space}) are not read`);
      }
      const image = cmyk
        ? open(bytes).pipelineColourspace('cmyk').toColourspace('cmyk')
        : open(bytes);
      const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
      const rgb = cmyk ? cmykToRgb(data) : toRgb(data, info.channels);
      return { width: info.width, height: info.height, data: rgb };
    },
  };
}
