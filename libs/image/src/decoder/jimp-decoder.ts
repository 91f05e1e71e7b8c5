import type { defaultFormats } from 'jimp';
import type { ImageHeader } from '../header/image-header.js';
import { storesRgb } from '../header/jpeg-header.js';
import { pngBitDepth } from '../header/png-header.js';
import { readTiffDirectory } from '../header/tiff-directory.js';
import type { Picture } from '../pixels/picture.js';
import type { PictureDecoder } from './picture-decoder.js';
import { checkPngKindForJimp } from './png-kind.js';
import { checkTiffKindForJimp } from './tiff-kind.js';
import { toRgb } from '../pixels/to-rgb.js';

/** What a JPEG may allocate: its coefficients are held as 32-bit integers. */
const JPEG_MEMORY_MB = 2048;
const END_OF_IMAGE = [0xff, 0xd9];

type JimpFormat = ReturnType<(typeof defaultFormats)[number]>;

interface Bitmap {
  readonly width: number;
  readonly height: number;
  /** RGBA; of a 16-bit PNG, 16-bit samples. */
  readonly data: Uint8Array | Uint16Array;
}

/**
 * A decoder in plain JavaScript: JPEG, PNG, GIF and TIFF. jimp's formats are called directly, because
 * `Jimp.read` rotates by EXIF whether asked to or not.
 */
export const jimpDecoder: PictureDecoder = {
  name: 'jimp',
  decode: async (bytes, header): Promise<Picture> => {
    const { defaultFormats } = await import('jimp');
    const format = defaultFormats
      .map((create) => create())
      .find(({ mime }) => mime === `image/${header.format}`);
    if (format === undefined) throw new Error(`jimp does not read ${header.format}`);
    const { width, height, data } = await decodeAs(format, Buffer.from(bytes), header);
    return { width, height, data: toRgb(highBytes(data), 4) };
  },
};

/**
 * Whether every pixel of a JPEG of one scan is in the file, although its end may be cut off: jimp's
 * decoder reads bit by bit and fails at the first that is missing, where libjpeg makes some up.
 */
export async function hasAllRows(jpeg: Uint8Array, header: ImageHeader): Promise<boolean> {
  const ended = Buffer.concat([jpeg, Uint8Array.from(END_OF_IMAGE)]);
  return jimpDecoder.decode(ended, header).then(
    () => true,
    () => false,
  );
}

function decodeAs(
  format: JimpFormat,
  bytes: Buffer,
  { width, height }: ImageHeader,
): Bitmap | Promise<Bitmap> {
  switch (format.mime) {
    case 'image/png':
      checkPngKindForJimp(bytes);
      return format.decode(bytes, { skipRescale: pngBitDepth(bytes) === 16 });
    case 'image/tiff':
      checkTiffKindForJimp(bytes);
      return format.decode(firstPageOnly(bytes));
    case 'image/jpeg':
      return format.decode(bytes, {
        tolerantDecoding: false,
        maxResolutionInMP: Math.ceil((width * height) / 1e6) + 1,
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
