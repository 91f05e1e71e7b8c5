import type { defaultFormats } from 'jimp';
import type { ImageHeader } from '../header/image-header.js';
import { storesRgb } from '../header/jpeg-header.js';
import { pngBitDepth } from '../header/png-header.js';
import { MAX_PIXELS } from '../header/read-image-header.js';
import { readTiffDirectory } from '../header/tiff-header.js';
import type { Picture } from '../picture.js';
import type { PictureDecoder } from './picture-decoder.js';
import { toRgb } from './to-rgb.js';

/** What a JPEG may allocate: its coefficients are held as 32-bit integers. */
const JPEG_MEMORY_MB = 2048;

type JimpFormat = ReturnType<(typeof defaultFormats)[number]>;

interface Bitmap {
  readonly width: number;
  readonly height: number;
  /** RGBA; of a 16-bit PNG, 16-bit samples. */
  readonly data: Uint8Array | Uint16Array;
}

/**
 * A decoder in plain JavaScript: everything but WebP. jimp's formats are called directly, because
 * `Jimp.read` rotates by EXIF whether asked to or not.
 */
export const jimpDecoder: PictureDecoder = {
  name: 'jimp',
  decode: async (bytes, header): Promise<Picture> => {
    const { defaultFormats } = await import('jimp');
    const format = defaultFormats
      .map((create) => create())
      .find(({ mime }) => mime === mimeOf(header));
    if (format === undefined) throw new Error(`jimp does not read ${header.format}`);
    const { width, height, data } = await decodeAs(format, Buffer.from(bytes));
    return { width, height, data: toRgb(highBytes(data), 4) };
  },
};

function mimeOf({ format }: ImageHeader): string {
  return `image/${format}`;
}

function decodeAs(format: JimpFormat, bytes: Buffer): Bitmap | Promise<Bitmap> {
  switch (format.mime) {
    case 'image/png':
      return format.decode(bytes, { skipRescale: pngBitDepth(bytes) === 16 });
    case 'image/tiff':
      return format.decode(firstPageOnly(bytes));
    case 'image/jpeg':
      return format.decode(bytes, {
        tolerantDecoding: false,
        maxResolutionInMP: MAX_PIXELS / 1e6,
        maxMemoryUsageInMB: JPEG_MEMORY_MB,
        ...(storesRgb(bytes) && { colorTransform: false }),
      });
    default:
      return format.decode(bytes);
  }
}

/** Cuts the link to the next page: only the first is wanted, and a chain of pages may be endless. */
function firstPageOnly(tiff: Buffer): Buffer {
  const { linkOffset } = readTiffDirectory(tiff);
  return tiff.fill(0, linkOffset, linkOffset + 4);
}

/** 16-bit samples as `value >> 8`; 8-bit samples as they are. */
function highBytes(samples: Uint8Array | Uint16Array): Uint8Array {
  return samples instanceof Uint16Array ? Uint8Array.from(samples, (value) => value >> 8) : samples;
}
