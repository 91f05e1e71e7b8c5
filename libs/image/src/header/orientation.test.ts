import fc from 'fast-check';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bmp, exif, frame, jpeg, join, png, tiff, webp, xmp, type Chunk } from '../../test/encode.js'; // prettier-ignore
import { decodePicture } from '../decode-picture.js';
import { findOrientation, toOrientation } from './orientation.js';
import { readImageHeader } from './read-image-header.js';

const EXIF = 'Exif\0\0';
const XMP = 'http://ns.adobe.com/xap/1.0/\0';
const FRAME = [0xc0, frame(5, 4)] as const;
const picture = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };

/** A raw profile as ImageMagick writes it: name, length, hexadecimal digits in lines. */
function rawProfile(block: Uint8Array): string {
  const digits = Buffer.from(block).toString('hex').replace(/.{72}/g, '$&\n');
  return `\nexif\n${String(block.length).padStart(8)}\n${digits}\n`;
}

const profile = join(EXIF, exif(8));
const vp8x: Chunk = ['VP8X', [0, 0, 0, 0, 4, 0, 0, 3, 0, 0]];

/** Every place where a file can say how it is turned. */
const places: [string, number, Uint8Array][] = [
  ['JPEG, EXIF, little-endian', 6, jpeg([[0xe1, join(EXIF, exif(6))], FRAME])],
  ['JPEG, EXIF, big-endian', 6, jpeg([[0xe1, join(EXIF, exif(6, 'MM'))], FRAME])],
  ['JPEG, EXIF behind another segment', 3, jpeg([[0xe0, 'JFIF\0'], [0xe1, join(EXIF, exif(3))], FRAME])],
  ['JPEG, the first of two EXIF', 3, jpeg([[0xe1, join(EXIF, exif(3))], [0xe1, join(EXIF, exif(5))], FRAME])],
  ['JPEG, XMP attribute', 8, jpeg([[0xe1, XMP + xmp(8, 'attribute')], FRAME])],
  ['JPEG, XMP element', 7, jpeg([[0xe1, XMP + xmp(7, 'element')], FRAME])],
  ['JPEG, EXIF before XMP', 2, jpeg([[0xe1, XMP + xmp(8, 'element')], [0xe1, join(EXIF, exif(2))], FRAME])],
  ['JPEG, XMP where EXIF says nothing', 8, jpeg([[0xe1, join(EXIF, tiff([[256, 9]]))], [0xe1, XMP + xmp(8, 'element')], FRAME])],
  ['JPEG, EXIF out of range', 1, jpeg([[0xe1, join(EXIF, exif(9))], [0xe1, XMP + xmp(8, 'element')], FRAME])],
  ['JPEG, EXIF that is cut off', 8, jpeg([[0xe1, join(EXIF, exif(6).subarray(0, 9))], [0xe1, XMP + xmp(8, 'element')], FRAME])],
  ['JPEG, an APP1 of something else', 1, jpeg([[0xe1, join('Exit\0\0', exif(6))], FRAME])],
  ['PNG, eXIf', 6, png(picture, [['eXIf', exif(6)]])],
  ['PNG, raw profile as text', 8, png(picture, [['tEXt', `Raw profile type exif\0${rawProfile(profile)}`]])],
  ['PNG, raw profile, compressed', 8, png(picture, [['zTXt', join('Raw profile type exif\0\0', deflateSync(rawProfile(profile)))]])],
  ['PNG, eXIf before the raw profile', 6, png(picture, [['tEXt', `Raw profile type exif\0${rawProfile(profile)}`], ['eXIf', exif(6)]])],
  ['PNG, XMP', 5, png(picture, [['iTXt', `XML:com.adobe.xmp\0\0\0\0\0${xmp(5, 'attribute')}`]])],
  ['PNG, XMP, compressed', 5, png(picture, [['iTXt', join('XML:com.adobe.xmp\0\x01\0en\0\0', deflateSync(xmp(5, 'element')))]])],
  ['PNG, a text that does not unpack', 1, png(picture, [['zTXt', 'Raw profile type exif\0\0no deflate']])],
  ['PNG, a text without a keyword', 1, png(picture, [['tEXt', 'Raw profile type exif']])],
  ['WebP, EXIF with a prefix', 6, webp([vp8x, ['EXIF', join(EXIF, exif(6))]])],
  ['WebP, EXIF without one', 6, webp([vp8x, ['EXIF', exif(6)]])],
  ['WebP, XMP behind a chunk of odd length', 4, webp([vp8x, ['ICCP', [1]], ['XMP ', xmp(4, 'element')]])],
  ['TIFF, its tag', 7, tiff([[256, 4], [257, 5], [274, 7]])],
  ['TIFF, XMP', 8, tiff([[256, 4], [257, 5], [700, Buffer.from(xmp(8, 'element'))]], 'MM')],
  ['TIFF, its tag before XMP', 3, tiff([[256, 4], [257, 5], [274, 3], [700, Buffer.from(xmp(8, 'element'))]])],
  ['BMP, which cannot', 1, bmp({ width: 1, height: 1, bits: 24, pixels: [1, 2, 3, 0] })],
]; // prettier-ignore

describe('the orientation of a file', () => {
  it.each(places)('%s: %i', (_, orientation, bytes) => {
    expect(readImageHeader(bytes).orientation).toBe(orientation);
  });

  it('turns the pixels, unless it is to be ignored', async () => {
    const turned = png(picture, [['eXIf', exif(6)]]);
    expect(await decodePicture(turned)).toMatchObject({ width: 1, height: 2 });
    expect(await decodePicture(turned, { exif: 'ignore' })).toEqual(picture);
  });

  it('is the same in either byte order, and for every value', () => {
    fc.assert(
      fc.property(fc.nat(65535), fc.constantFrom('II', 'MM'), (value, order) => {
        const found = findOrientation({ exif: exif(value, order) });
        expect(found).toBe(value >= 1 && value <= 8 ? value : 1);
      }),
    );
  });

  it('is never an error, whatever an EXIF block holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.constantFrom('II', 'MM'), (bytes, order) => {
        const block = join(order, [42, 0], bytes);
        expect(toOrientation(findOrientation({ exif: block }))).toBe(
          findOrientation({ exif: block }),
        );
      }),
    );
  });

  it.each(['9', '0', '', 'left'])('is 1 for an XMP that says %j', (said) => {
    expect(findOrientation({ xmp: xmp(said, 'element') })).toBe(1);
  });
});
