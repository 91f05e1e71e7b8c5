import type sharp from 'sharp';
import type { Metadata, Sharp, SharpOptions } from 'sharp';
import type { ImageHeader } from '../header/image-header.js';
import { hasPlainSamples, hasWholeScan } from '../header/jpeg-header.js';
import type { Picture } from '../pixels/picture.js';
import { UnreadKind } from '../unread-kind.js';
import { hasAllRows } from './jimp-decoder.js';
import type { PictureDecoder } from './picture-decoder.js';
import { checkPngKind } from './png-kind.js';
import { checkTiffKind } from './tiff-kind.js';
import { cmykToRgb, toRgb } from '../pixels/to-rgb.js';

/** What `import('sharp')` gives. */
export interface SharpModule {
  readonly default: typeof sharp;
}

/**
 * A decoder on sharp (libjpeg-turbo and libvips). Equal to Pillow: colour profiles are ignored,
 * CMYK is converted here, colours of 16 bits lose their low byte, and a JPEG that lacks nothing but
 * its end is read.
 */
export function createSharpDecoder({ default: load }: SharpModule): PictureDecoder {
  const open = (
    bytes: Uint8Array,
    { width, height }: ImageHeader,
    failOn: SharpOptions['failOn'],
  ): Sharp => load(bytes, { ignoreIcc: true, failOn, limitInputPixels: width * height });

  const read = async (
    bytes: Uint8Array,
    header: ImageHeader,
    failOn: SharpOptions['failOn'],
  ): Promise<Picture> => {
    const cmyk = await isCmyk(bytes, header, () => open(bytes, header, failOn).metadata());
    const image = open(bytes, header, failOn);
    const converted = cmyk
      ? image.pipelineColourspace('cmyk').toColourspace('cmyk')
      : image.removeAlpha();
    const { data, info } = await converted.raw().toBuffer({ resolveWithObject: true });
    const rgb = cmyk ? cmykToRgb(data) : toRgb(data, info.channels);
    return { width: info.width, height: info.height, data: rgb };
  };

  return {
    name: 'sharp',
    decode: async (bytes, header): Promise<Picture> => {
      if (header.format === 'tiff') checkTiffKind(bytes);
      if (header.format === 'png') checkPngKind(bytes);
      try {
        return await read(bytes, header, 'error');
      } catch (cause) {
        const lacksEndOnly =
          header.format === 'jpeg' && hasWholeScan(bytes) && (await hasAllRows(bytes, header));
        if (!lacksEndOnly) throw cause;
        return read(bytes, header, 'none');
      }
    },
  };
}

/**
 * Whether samples are inks.
 *
 * @param describe - what libvips says of the file; it costs as much as a fifth of decoding
 * @throws UnreadKind when samples are neither bytes nor, of colours, 16 bits.
 */
async function isCmyk(
  bytes: Uint8Array,
  { format }: ImageHeader,
  describe: () => Promise<Metadata>,
): Promise<boolean> {
  if (format === 'jpeg' && hasPlainSamples(bytes)) return false;
  const { space, depth } = await describe();
  const cmyk = space === 'cmyk';
  if (depth === 'uchar' || (depth === 'ushort' && !cmyk)) return cmyk;
  throw new UnreadKind(`${format.toUpperCase()} with samples of type ${depth} (${space})`);
}
