import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tiff } from '../../test/encode.js';
import { checkTiffKind, checkTiffKindForJimp } from '../decoder/tiff-kind.js';
import { UnreadKind } from '../unread-kind.js';
import { readImageHeader } from './read-image-header.js';
import { readTiffDirectory, tiffTag } from './tiff-directory.js';

const order = fc.constantFrom('II', 'MM');

describe('readTiffDirectory', () => {
  it('gives numbers of two and four bytes back, in either byte order', () => {
    fc.assert(
      fc.property(order, fc.nat(65535), fc.nat(2 ** 32 - 1), (byteOrder, short, long) => {
        const file = tiff([[256, short], [257, long, 4]], byteOrder); // prettier-ignore
        const directory = readTiffDirectory(file);
        expect([directory.number(256), directory.number(257)]).toEqual([short, long]);
      }),
    );
  });

  it('gives bytes back, beside the tag where they fit and elsewhere where they do not', () => {
    fc.assert(
      fc.property(order, fc.uint8Array({ minLength: 1, maxLength: 30 }), (byteOrder, bytes) => {
        const directory = readTiffDirectory(tiff([[256, 1], [700, bytes]], byteOrder)); // prettier-ignore
        expect([...directory.bytes(700)!]).toEqual([...bytes]);
      }),
    );
  });

  it('knows no value of a tag that is absent, or of another type', () => {
    const directory = readTiffDirectory(tiff([[700, Uint8Array.of(1, 2)]]));
    expect([directory.number(256), directory.bytes(256), directory.number(700)]).toEqual([
      ...[undefined, undefined, undefined],
    ]);
  });

  it('tells where the next directory is written', () => {
    const file = tiff([[256, 1], [257, 1]]); // prettier-ignore
    expect(readTiffDirectory(file).linkOffset).toBe(8 + 2 + 2 * 12);
  });

  it('takes the entries before the end of one that may be cut short', () => {
    const file = tiff([[274, 6], [700, 1]]); // prettier-ignore
    const cut = file.subarray(0, 8 + 2 + 12);
    expect(readTiffDirectory(cut, true).number(274)).toBe(6);
    expect(() => readTiffDirectory(cut)).toThrow(RangeError);
  });

  it('takes the first of two entries of one tag', () => {
    const file = tiff([[274, 6], [274, 3]]); // prettier-ignore
    expect(readTiffDirectory(file).number(274)).toBe(6);
  });

  it.each([8, 9])('reads a number of the signed type %i', (type) => {
    const file = tiff([[274, 6, type === 8 ? 3 : 4]], 'II'); // prettier-ignore
    file[8 + 2 + 2] = type;
    expect(readTiffDirectory(file).number(274)).toBe(6);
  });

  it('throws a RangeError where it lies outside the bytes', () => {
    const file = tiff([[256, 1]]);
    for (const length of [3, 7, 9, 15]) {
      expect(() => readTiffDirectory(file.subarray(0, length))).toThrow(RangeError);
    }
  });

  it('of a file without a size is a damaged header', () => {
    expect(() => readImageHeader(tiff([[256, 1]]))).toThrow(
      expect.objectContaining({ code: 'IMAGE_CORRUPT' }),
    );
  });
});

describe('the kind of a TIFF', () => {
  const rgb = { bitsPerSample: 8, compression: 1, photometric: 2 };
  const file = (change: Partial<Record<keyof typeof tiffTag, number>>): Uint8Array =>
    tiff(
      Object.entries({ ...rgb, ...change }).map(([name, value]) => [
        tiffTag[name as keyof typeof tiffTag],
        value,
      ]),
    );

  it.each<[string, Parameters<typeof file>[0], 'sharp and jimp' | 'sharp' | 'none']>([
    ['RGB of 8 bits', {}, 'sharp and jimp'],
    ['RGB of 16 bits, LZW', { bitsPerSample: 16, compression: 5 }, 'sharp and jimp'],
    ['grey of 16 bits', { photometric: 1, bitsPerSample: 16 }, 'none'],
    ['grey of 16 bits, white is zero', { photometric: 0, bitsPerSample: 16 }, 'none'],
    ['black and white, CCITT', { photometric: 0, bitsPerSample: 1, compression: 4 }, 'sharp and jimp'],
    ['a palette, PackBits', { photometric: 3, compression: 32773 }, 'sharp and jimp'],
    ['CMYK', { photometric: 5 }, 'sharp'],
    ['JPEG', { photometric: 6, compression: 7 }, 'sharp'],
    ['4 bits a sample', { photometric: 1, bitsPerSample: 4 }, 'sharp'],
    ['planes', { planar: 2 }, 'sharp'],
    ['bits from the right', { fillOrder: 2 }, 'sharp'],
    ['colours multiplied with alpha', { extraSamples: 1 }, 'sharp'],
    ['alpha apart from colours', { extraSamples: 2 }, 'sharp and jimp'],
    ['floating point', { sampleFormat: 3, bitsPerSample: 32 }, 'none'],
    ['signed samples', { sampleFormat: 2 }, 'none'],
    ['CIELAB', { photometric: 8 }, 'none'],
    ['YCbCr without JPEG', { photometric: 6 }, 'none'],
    ['a compression that libvips lacks', { compression: 50000 }, 'none'],
  ])('%s is read by %s', (_, change, readers) => {
    const reads = (check: (tiff: Uint8Array) => void): boolean => {
      try {
        check(file(change));
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadKind);
        expect(String(error)).toContain('TIFF of');
        return false;
      }
    };
    expect(reads(checkTiffKind)).toBe(readers !== 'none');
    expect(reads(checkTiffKindForJimp)).toBe(readers === 'sharp and jimp');
  }); // prettier-ignore

  it('is named in words', () => {
    expect(() => { checkTiffKind(file({ sampleFormat: 3, bitsPerSample: 32 })); }).toThrow(
      'TIFF of floating-point samples of 32 bits (RGB, compression 1)',
    ); // prettier-ignore
    expect(() => { checkTiffKindForJimp(file({ photometric: 5 })); }).toThrow('without sharp'); // prettier-ignore
  });
});
