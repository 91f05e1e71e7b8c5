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
});
