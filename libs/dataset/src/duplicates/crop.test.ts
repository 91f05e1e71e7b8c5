import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CROP_SIDE, cropAxis, Cropper, crops, TAPS, WHOLE, type Crop } from './crop.js';
import { THUMBNAIL_SIDE } from './thumbnail.js';

const thumbnail = Uint8Array.from({ length: THUMBNAIL_SIDE ** 2 }, (_, at) => (at * 7919) % 251);

function cropped(pixels: Uint8Array, crop: Crop): Float32Array {
  return new Cropper().crop(pixels, crop);
}

it('crops are the whole picture and nine places at each of two sizes, all inside it', () => {
  expect(crops).toHaveLength(1 + 9 + 9);
  for (const { scale, left, top } of crops) {
    expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
    expect(Math.max(left, top) + scale).toBeLessThanOrEqual(1);
  }
});

it('the whole picture as a crop is the mean of each two by two pixels, row by row backwards where mirrored', () => {
  const means = cropped(thumbnail, WHOLE);
  for (const [y, x] of [[0, 0], [5, 17], [31, 31]] as const) {
    const at = 2 * y * THUMBNAIL_SIDE + 2 * x;
    const four = [at, at + 1, at + THUMBNAIL_SIDE, at + THUMBNAIL_SIDE + 1];
    const mean = four.reduce((sum, place) => sum + thumbnail[place]!, 0) / 4;
    expect(means[y * CROP_SIDE + x]).toBe(mean);
  }
  const mirrored = cropped(thumbnail, { ...WHOLE, mirrored: true });
  for (let at = 0; at < CROP_SIDE ** 2; at += 1) {
    const x = at % CROP_SIDE;
    expect(mirrored[at]).toBe(means[at - x + CROP_SIDE - 1 - x]);
  }
}); // prettier-ignore

it('a crop of a ramp is the ramp of its place: pixels are the mean of what they cover', () => {
  const ramp = thumbnail.map((_, at) => 2 * (at % THUMBNAIL_SIDE) + Math.floor(at / THUMBNAIL_SIDE));
  const part = fc.record({ scale: fc.double({ min: 0.8, max: 1, noNaN: true }), left: fc.double({ min: 0, max: 1, noNaN: true }), top: fc.double({ min: 0, max: 1, noNaN: true }) });
  fc.assert(
    fc.property(part, ({ scale, left, top }) => {
      const crop = { scale, left: left * (1 - scale), top: top * (1 - scale), mirrored: false };
      const found = cropped(ramp, crop);
      for (const [y, x] of [[1, 1], [9, 20], [30, 30]] as const) {
        const middle = (start: number, place: number): number =>
          THUMBNAIL_SIDE * (start + (scale * (place + 0.5)) / CROP_SIDE) - 0.5;
        const expected = 2 * middle(crop.left, x) + middle(crop.top, y);
        // pixels that are covered in part stand for their middle: off by less than a quarter pixel of either axis
        expect(Math.abs(found[y * CROP_SIDE + x]! - expected)).toBeLessThan(0.75);
      }
    }),
  );
}); // prettier-ignore

it('half an axis of as many pixels reads each pixel twice, in halves', () => {
  const { from, shares } = cropAxis(CROP_SIDE, 0.5, 0.25);
  expect([...from.slice(0, 4)]).toEqual([8, 8, 9, 9]);
  expect([...shares.slice(0, 2 * TAPS)]).toEqual([1, 0, 0, 1, 0, 0]);
});

it('the shares of a pixel sum to 1, wherever the crop lies', () => {
  const axis = fc.tuple(fc.constantFrom(CROP_SIDE, THUMBNAIL_SIDE), fc.double({ min: 0.5, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
  fc.assert(
    fc.property(axis, ([side, scale, place]) => {
      const { from, shares } = cropAxis(side, scale, place * (1 - scale));
      for (let pixel = 0; pixel < CROP_SIDE; pixel += 1) {
        const own = shares.subarray(pixel * TAPS, (pixel + 1) * TAPS);
        expect(own.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
        expect(from[pixel]! + TAPS).toBeLessThanOrEqual(side);
      }
    }),
  );
}); // prettier-ignore
