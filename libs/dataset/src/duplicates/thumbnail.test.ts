import { expect, it } from 'vitest';
import { THUMBNAIL_SIDE, thumbnailOf } from './thumbnail.js';

/** A picture whose green, from 0 to 255 by column, alone is told. */
function greenOf(width: number, height: number, green: (x: number) => number): Uint8Array {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) =>
    at % 3 === 1 ? green(Math.floor(at / 3) % width) : (at * 31) % 256,
  );
  return thumbnailOf({ width, height, data })!;
}

it('a thumbnail has the mean green of what each pixel covers', () => {
  const thumbnail = greenOf(2 * THUMBNAIL_SIDE, THUMBNAIL_SIDE, (x) => x + (x % 2) * 4);
  // pixel x covers 2x and 2x + 5, whose mean is 2x + 2.5, rounded up
  const row = Array.from({ length: THUMBNAIL_SIDE }, (_, x) => 2 * x + 3);
  for (let y = 0; y < THUMBNAIL_SIDE; y += 1) {
    expect([...thumbnail.subarray(y * THUMBNAIL_SIDE, (y + 1) * THUMBNAIL_SIDE)]).toEqual(row);
  }
});

it('a picture of fewer pixels is enlarged smoothly', () => {
  const row = greenOf(32, 48, (x) => 4 * x).subarray(0, THUMBNAIL_SIDE);
  // half a pixel of the thumbnail is a quarter of the picture's: 4 · ((x + 0.5) / 2 − 0.5), but at the edges
  for (let x = 1; x < THUMBNAIL_SIDE - 1; x += 1) expect(row[x]).toBeCloseTo(2 * x - 1, -0.4);
  expect([...row].every((level, x) => x === 0 || level >= row[x - 1]!)).toBe(true);
});
