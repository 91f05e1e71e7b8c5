import type { Picture } from '@gender/image';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aboutMiddle } from './similarity.js';
import { warp } from './warp.js';

/** Red is 10 times the column, green 10 times the row. */
function gradient(width: number, height: number): Picture {
  const pixels = Array.from({ length: width * height }, (_, index) => [
    10 * (index % width),
    10 * Math.floor(index / width),
    100,
  ]);
  return { width, height, data: Uint8Array.from(pixels.flat()) };
}

const identity = { a: 1, b: 0, left: 0, top: 0 };

describe('a part of a picture', () => {
  it('is the picture where nothing is turned or scaled', () => {
    const picture = gradient(7, 5);
    expect(warp(picture, identity, picture)).toEqual(picture);
  });

  it('is shifted by whole pixels, with black around the picture', () => {
    const part = warp(gradient(4, 4), { ...identity, left: 2, top: -1 }, { width: 3, height: 2 });
    expect([...part.data]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 100, 30, 0, 100, 0, 0, 0]);
  });

  it('lies between pixels where they are half a pixel away', () => {
    const part = warp(gradient(4, 4), { ...identity, left: 0.5, top: 0 }, { width: 2, height: 1 });
    expect([...part.data]).toEqual([5, 0, 100, 15, 0, 100]);
  });

  it('turns a picture by a quarter, clockwise', () => {
    // The row y of the part shows the column y of the picture.
    const quarter = { a: 0, b: -1, left: 0, top: 4 };
    const { data } = warp(gradient(4, 4), quarter, { width: 4, height: 4 });
    expect([...data.subarray(0, 6)]).toEqual([0, 30, 100, 0, 20, 100]);
  });

  it('skips nothing where it is smaller: stripes of one pixel become grey', () => {
    const size = 24;
    const stripes = Uint8Array.from({ length: size * size * 3 }, (_, at) =>
      Math.floor(at / 3) % 2 === 0 ? 255 : 0,
    );
    const picture = { width: size, height: size, data: stripes };
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), (times) => {
        const part = { width: 2, height: 2 };
        const { data } = warp(picture, aboutMiddle(part, picture, times), part);
        // A pixel sees `times` columns; an odd number of them is uneven by one.
        for (const value of data) expect(Math.abs(value - 127.5)).toBeLessThanOrEqual(128 / times);
      }),
    );
  });
});
