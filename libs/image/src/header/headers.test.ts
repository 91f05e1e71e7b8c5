import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bmp, join, littleEndian, png, webp } from '../../test/encode.js';
import { readBmpLayout } from './bmp-header.js';
import { detectFormat } from './image-format.js';
import { readNetpbmLayout, readNumber } from './netpbm-header.js';
import { hasPngChunk, pngBitDepth, pngColourType, readPngHeader } from './png-header.js';
import { readWebpHeader } from './webp-header.js';

const uint24 = (value: number): number[] => littleEndian(value, 4).slice(0, 3);

describe('a WebP header', () => {
  const size = fc.integer({ min: 1, max: 16384 });

  it('gives any size back, lossy, lossless and extended', () => {
    fc.assert(
      fc.property(size, size, (width, height) => {
        const bits = (width - 1) | ((height - 1) << 14);
        const forms = [
          webp([['VP8L', [0x2f, ...littleEndian(bits, 4)]]]),
          webp([['VP8X', [0, 0, 0, 0, ...uint24(width - 1), ...uint24(height - 1)]]]),
        ];
        // Lossy files have 14 bits for a size.
        if (Math.max(width, height) < 16384) {
          const lossy = [
            0,
            0,
            0,
            0x9d,
            1,
            0x2a,
            ...littleEndian(width, 2),
            ...littleEndian(height, 2),
          ];
          forms.push(webp([['VP8 ', lossy]]));
        }
        for (const form of forms) expect(readWebpHeader(form)).toMatchObject({ width, height });
      }),
    );
  });

  it('has the size of the canvas, not of a frame', () => {
    const frame = ['VP8L', [0x2f, ...littleEndian(0, 4)]] as const;
    const canvas = ['VP8X', [0, 0, 0, 0, ...uint24(9), ...uint24(4)]] as const;
    expect(readWebpHeader(webp([frame, canvas]))).toMatchObject({ width: 10, height: 5 });
  });

  it('throws a RangeError without a picture, or where it is cut off', () => {
    expect(() => readWebpHeader(webp([['EXIF', [1, 2]]]))).toThrow(RangeError);
    expect(() => readWebpHeader(webp([['VP8X', [0, 0, 0]]]))).toThrow(RangeError);
  });
});

describe('a BMP header', () => {
  const os2 = join('BM', Array<number>(8).fill(0), [26, 0, 0, 0, 12, 0, 0, 0], [5, 0, 4, 0, 1, 0, 24, 0]); // prettier-ignore

  it('of OS/2 has sizes of two bytes and colours of three', () => {
    const layout = readBmpLayout(os2);
    expect(layout).toMatchObject({ width: 5, height: 4, bits: 24, compression: 0, topDown: false });
    expect(layout.palette).toEqual({ offset: 26, colours: 0, stride: 3 });
  });

  it('finds the pixels behind a palette that the file forgets to count', () => {
    const palette = [[1, 2, 3], [4, 5, 6]] as const; // prettier-ignore
    const file = bmp({ width: 1, height: 1, bits: 1, palette, pixels: [0, 0, 0, 0] });
    expect(readBmpLayout(file).pixelOffset).toBe(62);
    for (const said of [0, 54]) {
      file.set(littleEndian(said, 4), 10);
      expect(readBmpLayout(file).pixelOffset).toBe(62);
    }
    file.set(littleEndian(70, 4), 10);
    expect(readBmpLayout(file).pixelOffset).toBe(70);
  });

  it('without a count of colours has as many as its bits can tell apart', () => {
    const file = (bits: number): Uint8Array =>
      bmp({ width: 1, height: 1, bits, pixels: [0, 0, 0, 0] });
    const colours = [1, 4, 8, 16, 24].map((bits) => readBmpLayout(file(bits)).palette.colours);
    expect(colours).toEqual([2, 16, 256, 0, 0]);
  });

  it('throws a RangeError where it is cut off', () => {
    for (const length of [0, 17, 25]) {
      expect(() => readBmpLayout(os2.subarray(0, length))).toThrow(RangeError);
    }
  });
});

describe('a PNG header', () => {
  const picture = { width: 3, height: 2, data: new Uint8Array(18) };

  it('tells size, depth and colours', () => {
    const file = png(picture, [['tRNS', [0, 0, 0, 0, 0, 0]]]);
    expect(readPngHeader(file)).toEqual({ width: 3, height: 2, orientation: 1 });
    expect([pngBitDepth(file), pngColourType(file)]).toEqual([8, 2]);
    expect([hasPngChunk(file, 'tRNS'), hasPngChunk(file, 'eXIf')]).toEqual([true, false]);
  });

  it('passes over a chunk that is longer than the file', () => {
    const file = png(picture);
    file.set([0xff, 0xff, 0xff, 0xff], 33);
    expect(readPngHeader(file)).toMatchObject({ width: 3, height: 2 });
  });
});

describe('a Netpbm header', () => {
  it.each([
    ['P1 2 3 ', { kind: 1, plain: true, maximum: 1 }],
    ['P5\n2\n3\n255\n', { kind: 2, plain: false, maximum: 255 }],
    ['P6#a\r2#b\n 3 \t65535 ', { kind: 3, plain: false, maximum: 65535 }],
  ])('%j', (text, expected) => {
    const layout = readNetpbmLayout(join(text));
    expect(layout).toMatchObject({ width: 2, height: 3, ...expected });
    expect(layout.pixelOffset).toBe(text.length);
  });

  it('gives numbers back, with the place behind the one white space', () => {
    const blank = fc.constantFrom(' ', '\t', '\n', '\v', '\f', '\r');
    fc.assert(
      fc.property(fc.nat(9_999_999), fc.array(blank), blank, (value, before, after) => {
        const text = `${before.join('')}${value}${after}`;
        expect(readNumber(join(text, '77'), 0)).toEqual({ value, end: text.length });
      }),
    );
  });
});

describe('detectFormat', () => {
  it.each([
    ['jpeg', '\xff\xd8\xff\xe0'],
    ['png', '\x89PNG\r\n\x1a\n'],
    ['webp', 'RIFF....WEBP'],
    ['gif', 'GIF87a'],
    ['gif', 'GIF89a'],
    ['tiff', 'II*\0'],
    ['tiff', 'MM\0*'],
    ['bmp', `BM${'.'.repeat(12)}\x28\0\0\0`],
    ['netpbm', 'P6\n'],
    ['netpbm', 'P4#'],
    [undefined, `BM${'.'.repeat(12)}\x29\0\0\0`],
    [undefined, 'BMW and other cars'],
    [undefined, 'RIFF....WAVE'],
    [undefined, 'GIF88a'],
    [undefined, 'P7\nWIDTH'],
    [undefined, 'P6'],
    [undefined, '\xff\xd8'],
    [undefined, ''],
  ])('%s: %j', (format, start) => {
    expect(detectFormat(join(start))).toBe(format);
  });
});
