import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigEndian, join, type Bytes } from '../../test/encode.js';
import { decodePicture } from '../decode-picture.js';

const decode = async (...parts: readonly Bytes[]): Promise<number[]> => [
  ...(await decodePicture(join(...parts))).data,
];

/** Each value three times. */
const grey = (...values: number[]): number[] => values.flatMap((value) => [value, value, value]);

describe('a Netpbm picture', () => {
  it.each<[string, readonly Bytes[], number[]]>([
    ['P1, digits without blanks between them', ['P1 3 1 1 01'], grey(0, 255, 0)],
    ['P1 with a comment among its pixels', ['P1\n2 1\n0 # white\n1'], grey(255, 0)],
    ['P2', ['P2 3 1 4 0 2 4'], grey(0, 128, 255)],
    ['P3', ['P3\n# drawn by hand\n1 2 255\n1 2 3\n4 5 6\n'], [1, 2, 3, 4, 5, 6]],
    ['P4, each row in bytes of its own', ['P4 9 2\n', [0x80, 0x80, 0x01, 0]], [...grey(0, ...Array<number>(7).fill(255), 0), ...grey(...Array<number>(7).fill(255), 0, 255)]],
    ['P5', ['P5 2 1 255\n', [7, 200]], grey(7, 200)],
    ['P5 of another white', ['P5 3 1 10\n', [0, 5, 10]], grey(0, 128, 255)],
    ['P6', ['P6 1 1 255\n', [9, 8, 7]], [9, 8, 7]],
    ['P6 of two bytes a sample', ['P6 1 1 65535\n', bigEndian(65535, 2), bigEndian(32768, 2), [0, 0]], [255, 128, 0]],
  ])('%s', async (_, parts, expected) => {
    expect(await decode(...parts)).toEqual(expected);
  }); // prettier-ignore

  it('rounds a half to the even level, as Python does', async () => {
    // 1/170 · 255 is 1.5 and 3/170 · 255 is 4.5; both become even: 2 and 4.
    expect(await decode('P2 2 1 170 1 3')).toEqual(grey(2, 4));
  });

  it('shows what is above its white as white in bytes, and refuses it in digits', async () => {
    expect(await decode('P5 1 1 100\n', [200])).toEqual(grey(255));
    await expect(decode('P2 1 1 100 200')).rejects.toMatchObject({ code: 'IMAGE_CORRUPT' });
  });

  it('of any colours gives them back, in bytes as in digits', async () => {
    const colours = fc.array(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), {
      minLength: 1,
      maxLength: 20,
    });
    const property = fc.asyncProperty(colours, async (pixels) => {
      const samples = pixels.flat();
      const size = `${pixels.length} 1 255`;
      expect(await decode(`P6 ${size}\n`, samples)).toEqual(samples);
      expect(await decode(`P3 ${size}\n${samples.join('\n')}`)).toEqual(samples);
    });
    await fc.assert(property, { numRuns: 50 });
  });

  it.each([
    ['grey of two bytes', ['P5 1 1 65535\n', [1, 2]], 'IMAGE_KIND', 'more than 8 bits'],
    ['a pixel less than it says', ['P6 2 1 255\n', [1, 2, 3, 4, 5]], 'IMAGE_CORRUPT', 'cannot decode'],
    ['a digit that is no bit', ['P1 2 1 0 2'], 'IMAGE_CORRUPT', 'more than 0 and 1'],
    ['letters for a number', ['P2 two 1 255 1'], 'IMAGE_CORRUPT', 'header is cut off or damaged'],
    ['a white of 0', ['P2 1 1 0 0'], 'IMAGE_CORRUPT', 'header is cut off or damaged'],
    ['a white of 65536', ['P2 1 1 65536 0'], 'IMAGE_CORRUPT', 'header is cut off or damaged'],
    ['a header that ends', ['P6 1'], 'IMAGE_CORRUPT', 'header is cut off or damaged'],
    ['a number of eleven digits', ['P6 12345678901 1 255\n'], 'IMAGE_CORRUPT', 'header is cut off'],
    ['no rows', ['P6 1 0 255\n'], 'IMAGE_CORRUPT', '1×0 pixels'],
  ] as const)('is refused with %s', async (_, parts, code, words) => {
    const decoding = decode(...parts);
    await expect(decoding).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words) as string,
    });
  }); // prettier-ignore
});
