import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bmp, join, littleEndian, type BmpFields } from '../../test/encode.js';
import { decodePicture } from '../decode-picture.js';

const byte = fc.nat(255);

/** Red, green and blue of the pixels, row by row from the top. */
async function pixelsOf(fields: BmpFields): Promise<number[]> {
  return [...(await decodePicture(bmp(fields))).data];
}

/** Rows of stored pixels, each filled up to a multiple of four bytes. */
function rows(...stored: readonly (readonly number[])[]): Uint8Array {
  return join(
    ...stored.map((row) => [...row, ...Array<number>((4 - (row.length % 4)) % 4).fill(0)]),
  );
}

describe('a BMP', () => {
  it('of 24 bits holds blue, green and red, the bottom row first', async () => {
    const pixels = rows([1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]);
    const said = { width: 2, bits: 24, pixels };
    expect(await pixelsOf({ ...said, height: 2 })).toEqual([9, 8, 7, 12, 11, 10, 3, 2, 1, 6, 5, 4]);
    expect(await pixelsOf({ ...said, height: -2 })).toEqual([
      ...[3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10],
    ]);
  });

  it('of any size gives back the pixels it was made of', async () => {
    const size = fc.integer({ min: 1, max: 9 });
    const picture = fc.tuple(size, size).chain(([width, height]) =>
      fc.record({
        width: fc.constant(width),
        rows: fc.array(fc.array(byte, { minLength: width * 3, maxLength: width * 3 }), {
          minLength: height,
          maxLength: height,
        }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(picture, async ({ width, rows: rgb }) => {
        const bgr = rgb.map((row) => row.map((_, at) => row[at - (at % 3) + 2 - (at % 3)]!));
        const fields = { width, height: -rgb.length, bits: 24, pixels: rows(...bgr) };
        expect(await pixelsOf(fields)).toEqual(rgb.flat());
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    [1, [0b01000000], [0, 1, 0]],
    [4, [0x21, 0x30], [2, 1, 3]],
    [8, [3, 0, 2], [3, 0, 2]],
  ])(
    'of %i bits a pixel looks its colours up, the first in the highest bits',
    async (bits, row, indices) => {
      const palette = [
        [10, 20, 30],
        [40, 50, 60],
        [70, 80, 90],
        [1, 2, 3],
      ] as const;
      const fields = { width: 3, height: 1, bits, palette, pixels: rows(row) };
      expect(await pixelsOf(fields)).toEqual(
        indices.flatMap((index) => palette[index]!.toReversed()),
      );
    },
  );

  it('of 16 bits widens its fields to 0 to 255 as Pillow does', async () => {
    const pixels = (...values: number[]): Uint8Array =>
      rows(values.flatMap((value) => littleEndian(value, 2)));
    const five = { width: 4, height: 1, bits: 16, pixels: pixels(0x7c00, 0x03e0, 0x001f, 0x4210) };
    // floor(16 · 255 / 31) is 131.
    expect(await pixelsOf(five)).toEqual([255, 0, 0, 0, 255, 0, 0, 0, 255, 131, 131, 131]);
    const six = {
      ...{ width: 2, height: 1, bits: 16, compression: 3 },
      masks: [0xf800, 0x07e0, 0x001f],
      pixels: pixels(0xf800 | 0x001f, 32 << 5),
    } as const;
    // floor(32 · 255 / 63) is 129.
    expect(await pixelsOf(six)).toEqual([255, 0, 255, 0, 129, 0]);
  });

  it.each([
    [
      [0xff0000, 0xff00, 0xff],
      [3, 2, 1],
    ],
    [
      [0xff000000, 0xff0000, 0xff00],
      [4, 3, 2],
    ],
    [
      [0xff000000, 0xff00, 0xff],
      [4, 2, 1],
    ],
  ] as const)('of 32 bits is read by its masks %j', async (masks, expected) => {
    const fields = { width: 1, height: 1, bits: 32, compression: 3, masks, pixels: [1, 2, 3, 4] };
    expect(await pixelsOf(fields)).toEqual(expected);
  });

  it.each<[string, Partial<BmpFields>, string, RegExp]>([
    ['masks that Pillow does not read', { bits: 32, compression: 3, masks: [0xff, 0xff0000, 0xff00] }, 'IMAGE_KIND', /32 bits with the masks ff, ff0000, ff00/],
    ['masks of other fields', { bits: 16, compression: 3, masks: [0xf000, 0xf00, 0xf0] }, 'IMAGE_KIND', /16 bits with the masks/],
    ['a JPEG inside', { compression: 4 }, 'IMAGE_KIND', /compression 4/],
    ['2 bits a pixel', { bits: 2 }, 'IMAGE_KIND', /2 bits a pixel/],
    ['rows that are missing', { height: 50 }, 'IMAGE_CORRUPT', /pixels are missing/],
    ['a negative width', { width: -1 }, 'IMAGE_KIND', /negative width/],
    ['no columns', { width: 0 }, 'IMAGE_CORRUPT', /0×1 pixels/],
    ['more pixels than allowed', { width: 20_000, height: 20_000 }, 'IMAGE_TOO_LARGE', /20000×20000/],
    ['an index without a colour', { bits: 8, palette: [[1, 2, 3]], pixels: [9, 0, 0, 0] }, 'IMAGE_CORRUPT', /cannot decode/],
  ])('is refused with %s', async (_, change, code, words) => {
    const fields = { width: 1, height: 1, bits: 24, pixels: [1, 2, 3, 0], ...change };
    await expect(pixelsOf(fields)).rejects.toMatchObject({
      name: 'ImageError',
      code,
      message: expect.stringMatching(words) as string,
    });
  }); // prettier-ignore
});

describe('runs', () => {
  const palette = Array.from({ length: 16 }, (_, index) => [index, index, index] as const);
  const decode = async (bits: 4 | 8, width: number, height: number, pixels: number[]) => {
    const fields = { width, height, bits, compression: bits === 8 ? 1 : 2, palette, pixels };
    const grey = (await pixelsOf(fields)).filter((_, at) => at % 3 === 0);
    return Array.from({ length: height }, (_, row) => grey.slice(row * width, (row + 1) * width));
  };

  it('repeat an index, and literal pixels end at an even place', async () => {
    const stored = [3, 7, 0, 0, 0, 3, 1, 2, 3, 0, 0, 1];
    expect(await decode(8, 3, 2, stored)).toEqual([[1, 2, 3], [7, 7, 7]]); // prettier-ignore
  });

  it('of 4 bits alternate between two indices', async () => {
    expect(await decode(4, 5, 1, [5, 0x4a, 0, 1])).toEqual([[4, 10, 4, 10, 4]]);
    expect(await decode(4, 3, 1, [0, 3, 0x12, 0x30, 0, 1])).toEqual([[1, 2, 3]]);
  });

  it('jump to the right and up, over pixels of the first colour', async () => {
    expect(await decode(8, 3, 2, [1, 9, 0, 2, 1, 1, 1, 8, 0, 1])).toEqual([[0, 0, 8], [9, 0, 0]]); // prettier-ignore
  });

  it('fill a line that ends early, and stop at the end of theirs', async () => {
    expect(await decode(8, 4, 1, [2, 5, 0, 0, 0, 1])).toEqual([[5, 5, 0, 0]]);
    expect(await decode(8, 2, 2, [9, 5, 0, 0, 2, 6, 0, 1])).toEqual([[6, 6], [5, 5]]); // prettier-ignore
  });

  it('of any rows give the rows back', async () => {
    const width = 6;
    const line = fc.array(fc.nat(15), { minLength: width, maxLength: width });
    /** As runs of equal pixels, or as they are where that has an even number of them. */
    const encode = (row: number[], literal: boolean): number[] => {
      if (literal) return [0, row.length, ...row, 0, 0];
      const runs: number[] = [];
      for (const index of row) {
        if (runs.at(-1) === index) runs[runs.length - 2]! += 1;
        else runs.push(1, index);
      }
      return [...runs, 0, 0];
    };
    const property = fc.asyncProperty(
      fc.array(fc.tuple(line, fc.boolean()), { minLength: 1, maxLength: 5 }),
      async (lines) => {
        const stored = lines.flatMap(([row, literal]) => encode(row, literal));
        const upwards = await decode(8, width, lines.length, [...stored, 0, 1]);
        expect(upwards.reverse()).toEqual(lines.map(([row]) => row));
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  it('that are cut off, or end the picture early, are an error', async () => {
    for (const stored of [
      [4, 1],
      [4, 1, 0, 0, 3],
      [4, 1, 0, 1],
    ]) {
      await expect(decode(8, 4, 2, stored)).rejects.toMatchObject({ code: 'IMAGE_CORRUPT' });
    }
  });
});
