import { expect, it } from 'vitest';
import { wavesPicture } from '../../test/pictures.js';
import { correlate, cropAxis, crops, cropThumbnail, type Crop } from './crop.js';
import { Hasher } from './perceptual-hash.js';
import { SIDE, thumbnailOf } from './thumbnail.js';

const thumbnail = thumbnailOf(wavesPicture(3))!;

function cropped(crop: Crop): Float32Array {
  const out = new Float32Array(SIDE * SIDE);
  cropThumbnail(thumbnail, crop, out);
  return out;
}

/** One frequency of the DCT-II of a picture, by its definition. */
function frequency(pixels: Float32Array, row: number, column: number): number {
  const wave = (of: number, at: number) => Math.cos((Math.PI * of * (2 * at + 1)) / (2 * SIDE));
  return pixels.reduce((sum, value, index) => {
    const [y, x] = [Math.floor(index / SIDE), index % SIDE];
    return sum + value * wave(row, y) * wave(column, x);
  }, 0);
}

it('the hash of a crop has the signs of the cosine transform of the crop cut out', () => {
  const places = Array.from({ length: 10 }, (_, index) => index + 1).flatMap((sum) =>
    Array.from({ length: sum + 1 }, (_, row) => [row, sum - row] as const),
  );
  for (const crop of crops) {
    const hash = new Hasher(thumbnail).hash(crop);
    const pixels = cropped(crop);
    let compared = 0;
    for (const [index, [row, column]] of places.slice(0, 64).entries()) {
      const value = frequency(pixels, row, column);
      // crops are float32, of values to 255 at 1024 places
      if (Math.abs(value) < 0.1) continue;
      compared += 1;
      const bit = (hash[Math.floor(index / 16)]! >> (index % 16)) & 1;
      expect(bit, `${row}, ${column} of ${JSON.stringify(crop)}`).toBe(value > 0 ? 1 : 0);
    }
    expect(compared).toBeGreaterThan(56);
  }
});

it('crops are the whole picture and nine places at each of two sizes, all inside it', () => {
  expect(crops).toHaveLength(1 + 9 + 9);
  for (const { scale, left, top } of crops) {
    expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
    expect(Math.max(left, top) + scale).toBeLessThanOrEqual(1);
  }
});

it('the whole picture as a crop is the picture, row by row backwards where mirrored', () => {
  const whole = { scale: 1, left: 0, top: 0, mirrored: false };
  expect([...cropped(whole)]).toEqual([...thumbnail]);
  const mirrored = cropped({ ...whole, mirrored: true });
  for (let index = 0; index < SIDE * SIDE; index += 1) {
    expect(mirrored[index]).toBe(thumbnail[index - (index % SIDE) + SIDE - 1 - (index % SIDE)]);
  }
});

it('half an axis is read at steps of half a pixel between the centres', () => {
  const { from, part } = cropAxis(0.5, 0.25);
  // pixel i covers 8 + i/2 to 8.5 + i/2; its centre is a quarter or three quarters past the one before
  expect([...from.slice(0, 4)]).toEqual([7, 8, 8, 9]);
  expect([...part.slice(0, 4)]).toEqual([0.75, 0.25, 0.75, 0.25]);
});

it('the first and the last pixel are the edge, not mixed with one outside', () => {
  const { from, part } = cropAxis(0.5, 0);
  expect([from[0], part[0]]).toEqual([0, 0]);
  const last = cropAxis(0.5, 0.5);
  expect([last.from[SIDE - 1], last.part[SIDE - 1]]).toEqual([SIDE - 1, 0]);
});

it('correlation ignores brightness and contrast, and is −1 for a negative and 0 for one colour', () => {
  const floats = (change: (value: number) => number) => Float32Array.from(thumbnail, change);
  expect(
    correlate(
      floats((value) => value * 0.5 + 40),
      thumbnail,
    ),
  ).toBeCloseTo(1, 6);
  expect(
    correlate(
      floats((value) => 255 - value),
      thumbnail,
    ),
  ).toBeCloseTo(-1, 6);
  expect(
    correlate(
      floats(() => 7),
      thumbnail,
    ),
  ).toBe(0);
});

it('a thumbnail has the grey levels of BT.601 of what each pixel covers', () => {
  // left half red, right half blue: 0.299 · 255 = 76, 0.114 · 255 = 29
  const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, index) => {
    const left = Math.floor(index / 3) % 64 < 32;
    return index % 3 === (left ? 0 : 2) ? 255 : 0;
  });
  const grey = thumbnailOf({ width: 64, height: 64, data })!;
  const row = Array.from({ length: SIDE }, (_, x) => (x < SIDE / 2 ? 76 : 29));
  for (let y = 0; y < SIDE; y += 1) expect([...grey.slice(y * SIDE, (y + 1) * SIDE)]).toEqual(row);
});
