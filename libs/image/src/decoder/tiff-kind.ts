import { readTiffDirectory, tiffTag } from '../header/tiff-directory.js';
import { UnreadKind } from '../unread-kind.js';

/** Values of tags (TIFF 6.0; libtiff's list of compressions). */
const JPEG_COMPRESSION = 7;
const photometrics: ReadonlyMap<number, string> = new Map([
  [0, 'white is zero'],
  [1, 'grey'],
  [2, 'RGB'],
  [3, 'palette'],
  [5, 'CMYK'],
  [6, 'YCbCr'],
]);
/** The only colours of which Pillow takes the high byte of 16-bit samples; grey it cuts off at 255. */
const RGB = 2;
const YCBCR = 6;
const UNSIGNED = 1;
/** Of extra samples: colours are multiplied with alpha. */
const PREMULTIPLIED = 1;

/** None, CCITT, LZW, deflate (two numbers), PackBits. */
const jimpCompressions = [1, 2, 3, 4, 5, 8, 32773, 32946];
const compressions = [...jimpCompressions, JPEG_COMPRESSION];
/** Colours that jimp shows as Pillow does. */
const jimpPhotometrics = [0, 1, 2, 3];

interface TiffKind {
  readonly photometric: number;
  readonly compression: number;
  readonly bits: number;
  readonly sampleFormat: number;
  readonly planar: number;
  readonly fillOrder: number;
  readonly extraSamples: number;
}

/**
 * Checks that a TIFF's first picture is of a kind of which sharp makes the pixels that Pillow makes.
 *
 * @throws UnreadKind for floating-point and signed samples, grey of 16 bits, colours such as LAB, YCbCr that is not
 *   JPEG, and compressions that sharp is built without.
 */
export function checkTiffKind(tiff: Uint8Array): void {
  requireKind(readKind(tiff));
}

/**
 * The same for jimp, which reads fewer kinds.
 *
 * @throws UnreadKind
 */
export function checkTiffKindForJimp(tiff: Uint8Array): void {
  const kind = readKind(tiff);
  requireKind(kind);
  const needsSharp =
    !jimpCompressions.includes(kind.compression) ||
    !jimpPhotometrics.includes(kind.photometric) ||
    ![1, 8, 16].includes(kind.bits) ||
    kind.planar !== 1 ||
    kind.fillOrder !== 1 ||
    kind.extraSamples === PREMULTIPLIED;
  if (needsSharp) throw new UnreadKind(`${describeKind(kind)} without sharp`);
}

function requireKind(kind: TiffKind): void {
  const { photometric, compression, bits, sampleFormat } = kind;
  const read =
    photometrics.has(photometric) &&
    compressions.includes(compression) &&
    sampleFormat === UNSIGNED &&
    (bits !== 16 || photometric === RGB) &&
    (photometric !== YCBCR || compression === JPEG_COMPRESSION);
  if (!read) throw new UnreadKind(describeKind(kind));
}

function readKind(tiff: Uint8Array): TiffKind {
  const directory = readTiffDirectory(tiff);
  // Defaults of TIFF 6.0, appendix A; it has none for photometric, where libtiff takes 0.
  const read = (tag: number, absent: number): number => directory.number(tag) ?? absent;
  return {
    photometric: read(tiffTag.photometric, 0),
    compression: read(tiffTag.compression, 1),
    bits: read(tiffTag.bitsPerSample, 1),
    sampleFormat: read(tiffTag.sampleFormat, UNSIGNED),
    planar: read(tiffTag.planar, 1),
    fillOrder: read(tiffTag.fillOrder, 1),
    extraSamples: read(tiffTag.extraSamples, 0),
  };
}

function describeKind({ photometric, compression, bits, sampleFormat }: TiffKind): string {
  const samples = { 2: 'signed', 3: 'floating-point' }[sampleFormat] ?? 'unsigned';
  const colours = photometrics.get(photometric) ?? `colour space ${photometric}`;
  return `TIFF of ${samples} samples of ${bits} bits (${colours}, compression ${compression})`;
}
