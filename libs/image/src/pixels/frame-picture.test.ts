import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { framePicture } from './frame-picture.js';
import type { Picture } from './picture.js';

/** Red is the column, green the row. */
function gradient(width: number, height: number): Picture {
  const pixels = Array.from({ length: width * height }, (_, index) => [
    index % width,
    Math.floor(index / width),
    0,
  ]);
  return { width, height, data: Uint8Array.from(pixels.flat()) };
}

const nearest = { resampling: 'nearest' } as const;

/** Column and row of the first and the last pixel. */
function corners({ data }: Picture): number[][] {
  return [[...data.subarray(0, 2)], [...data.subarray(-3, -1)]];
}

describe('framing a picture', () => {
  test('squeezes it where proportions are not kept', () => {
    const framed = framePicture(gradient(8, 4), { width: 4, height: 4, ...nearest });
    expect(framed).toMatchObject({ width: 4, height: 4 });
    expect(corners(framed)).toEqual([[1, 0], [7, 3]]); // prettier-ignore
  });

  test('cuts the middle out of it where they are kept', () => {
    const framing = { width: 4, height: 4, keepAspect: true, ...nearest };
    expect(corners(framePicture(gradient(8, 4), framing))).toEqual([[2, 0], [5, 3]]); // prettier-ignore
  });

  test('cuts the border off', () => {
    const framing = { width: 4, height: 4, border: [2, 4], ...nearest } as const;
    expect(corners(framePicture(gradient(8, 6), framing))).toEqual([[2, 1], [5, 4]]); // prettier-ignore
  });

  test('has the size that is asked for, of a picture of any size', () => {
    const side = fc.integer({ min: 1, max: 60 });
    const border = fc.tuple(fc.nat(9), fc.nat(9));
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        border,
        fc.boolean(),
        (w, h, width, height, cut, keep) => {
          const framing = { width, height, border: cut, keepAspect: keep, ...nearest };
          const framed = framePicture(gradient(w, h), framing);
          expect([framed.width, framed.height]).toEqual([width, height]);
          expect(framed.data).toHaveLength(width * height * 3);
        },
      ),
    );
  });

  test('cuts as much off the left as off the right, or a column less', () => {
    const margin = fc.nat(20);
    fc.assert(
      fc.property(margin, margin, (across, down) => {
        const [width, height] = [5, 4];
        const source = gradient(width + across, height + down);
        const framing = { width, height, border: [down, across], ...nearest } as const;
        const [left, top] = [Math.floor(across / 2), Math.floor(down / 2)];
        expect(corners(framePicture(source, framing))).toEqual([
          [left, top],
          [left + width - 1, top + height - 1],
        ]);
      }),
    );
  });

  test('covers the input and no more where proportions are kept', () => {
    // 100×50 in 20×30: scaled by 0.6 to 60×30, of which columns 20 to 39 are the middle.
    const framing = { width: 20, height: 30, keepAspect: true, ...nearest };
    const framed = framePicture(gradient(100, 50), framing);
    const [[left, top], [right, bottom]] = corners(framed) as [number[], number[]];
    expect([left, right]).toEqual([34, 65]); // columns (20.5, 39.5) / 0.6
    expect([top, bottom]).toEqual([0, 49]);
  });
});
