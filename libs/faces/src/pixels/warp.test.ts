import type { Picture } from '@gender/image/pixels';
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

  it('of one colour is of that colour, however turned, scaled and shifted', () => {
    const data = Uint8Array.from({ length: 60 * 60 * 3 }, (_, at) => [200, 3, 77][at % 3]!);
    const flat = { width: 60, height: 60, data };
    const share = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, share, share, (angle, growth, x, y) => {
        // 5 × 5 pixels, enlarged at most 5 times and shifted by up to 10: well within the picture.
        const part = { width: 5, height: 5 };
        const toPicture = aboutMiddle(part, flat, 5 ** growth, 3 * angle);
        const { left, top } = toPicture;
        const shifted = { ...toPicture, left: left + 10 * x, top: top + 10 * y };
        const found = warp(flat, shifted, part);
        expect([...found.data]).toEqual(Array.from({ length: 25 }, () => [200, 3, 77]).flat());
      }),
    );
  });

  it('makes a fine checkerboard grey where it is smaller, at any angle', () => {
    const size = 80;
    const board = Uint8Array.from({ length: size * size * 3 }, (_, at) => {
      const pixel = Math.floor(at / 3);
      return (pixel + Math.floor(pixel / size)) % 2 === 0 ? 255 : 0;
    });
    const picture = { width: size, height: size, data: board };
    const part = { width: 6, height: 6 };
    for (const angle of [0, 0.2, Math.PI / 4, 1.3]) {
      const { data } = warp(picture, aboutMiddle(part, picture, 8, angle), part);
      // 64 samples a pixel: black or white alone would be 127 away, the nearest pixel as well.
      for (const value of data) expect(Math.abs(value - 127.5)).toBeLessThan(16);
    }
  });

  it('is half as bright at the very edge of a white picture, which black surrounds', () => {
    const white = { width: 4, height: 4, data: new Uint8Array(48).fill(255) };
    const edge = warp(white, { ...identity, left: -0.5, top: 0 }, { width: 2, height: 1 });
    expect([...edge.data]).toEqual([128, 128, 128, 255, 255, 255]);
  });

  it('grows: pixels of a picture of twice the size lie a quarter of a pixel beside the old ones', () => {
    const twice = aboutMiddle({ width: 4, height: 2 }, { width: 2, height: 1 }, 0.5);
    const picture = { width: 2, height: 1, data: Uint8Array.of(0, 0, 0, 200, 100, 40) };
    const { data } = warp(picture, twice, { width: 4, height: 2 });
    // In the row, 1/4 and 3/4 of the way; above it a quarter is black.
    expect([...data.subarray(3, 9)]).toEqual([38, 19, 8, 113, 56, 23]);
  });
});
