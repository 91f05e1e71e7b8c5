import { resample, type Picture } from '@gender/image';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redraw, wavesPicture } from '../../test/pictures.js';
import { CropMatcher } from './crop-matcher.js';
import { Cropper, WHOLE } from './crop.js';
import { solve } from './solve.js';
import { Standardised } from './standardised.js';
import { thumbnailOf } from './thumbnail.js';

const SIDE = 240;
const picture = resample(wavesPicture(3), SIDE, SIDE, 'bicubic');
const crops = [false, true].flatMap((mirrored) => [
  { ...WHOLE, mirrored },
  { scale: 0.9, left: 0.05, top: 0.05, mirrored },
]);
const matcher = new CropMatcher(crops).lookAt(thumbnailOf(picture)!);
const [whole, middle, mirroredMiddle] = [0, 1, 3];

/** A picture as what crops are compared with. */
function target(of: Picture): Standardised {
  return new Standardised().set(new Cropper().crop(thumbnailOf(of)!, WHOLE));
}

/** The square of a picture that begins at a pixel. */
function square(left: number, top: number, side: number, mirrored = false): Picture {
  return redraw(picture, side, (x, y) => [left + (mirrored ? side - 1 - x : x), top + y]);
}

describe('the crop that fits best', () => {
  it('is found from one that begins a fortieth away, mirrored or not', () => {
    const shift = fc.integer({ min: -6, max: 6 });
    const place = fc.tuple(shift, shift, fc.integer({ min: 210, max: 222 }), fc.boolean());
    fc.assert(
      fc.property(place, ([right, down, side, mirrored]) => {
        const inside = (start: number): number => Math.min(Math.max(start, 0), SIDE - side);
        const copy = square(inside(12 + right), inside(12 + down), side, mirrored);
        const begin = mirrored ? mirroredMiddle : middle;
        expect(matcher.match(target(copy), begin)).toBeGreaterThan(0.983);
      }),
      { numRuns: 60 },
    );
  });

  it('is found of a copy that was brightened until it turned white', () => {
    for (const exposure of [1.2, 1.35, 1.5]) {
      const data = picture.data.map((level) => Math.min(Math.round(level * exposure), 255));
      const white = data.filter((level) => level === 255).length / data.length;
      const bright = target({ ...picture, data });
      expect(white, String(exposure)).toBeGreaterThan(0.005);
      expect(matcher.match(bright, whole), String(exposure)).toBeGreaterThan(0.983);
    }
  });

  it('is the given one where the picture is the same all along, so that it could lie anywhere', () => {
    const stripes = redraw(picture, SIDE, (x) => [x, 0]);
    const darker = { ...stripes, data: stripes.data.map((level) => level * 0.8) };
    const striped = new CropMatcher(crops).lookAt(thumbnailOf(stripes)!);
    // grey levels are whole numbers, which is all that keeps it from 1
    expect(striped.match(target(darker), whole)).toBeGreaterThan(0.999);
  });

  it('of another picture fits badly', () => {
    for (const seed of [4, 5, 6]) {
      expect(matcher.match(target(wavesPicture(seed)), whole)).toBeLessThan(0.9);
    }
  });
});

it('correlation ignores brightness and contrast, and is −1 for a negative and 0 for one colour', () => {
  const levels = Float32Array.from({ length: 1024 }, (_, at) => (at * 7919) % 251);
  const changed = (change: (level: number) => number): number =>
    new Standardised().set(levels.map(change)).correlation(new Standardised().set(levels));
  expect(changed((level) => level * 0.5 + 40)).toBeCloseTo(1, 6);
  expect(changed((level) => 255 - level)).toBeCloseTo(-1, 6);
  expect(changed(() => 7)).toBe(0);
});

it('symmetric equations are solved', () => {
  // A = BᵀB + 1, of any B, and b = A·x
  const value = fc.integer({ min: -5, max: 5 });
  const three = fc.tuple(value, value, value);
  fc.assert(
    fc.property(fc.tuple(three, three, three), three, (rows, x) => {
      const sums = new Float64Array(12);
      for (let row = 0; row < 3; row += 1) {
        for (let column = 0; column < 3; column += 1) {
          const dot = rows.reduce((sum, each) => sum + each[row]! * each[column]!, 0);
          const entry = dot + (row === column ? 1 : 0);
          if (column >= row) sums[row * 4 + column] = entry;
          sums[row * 4 + 3] = sums[row * 4 + 3]! + entry * x[column]!;
        }
      }
      for (const [at, found] of solve(sums, 3).entries()) expect(found).toBeCloseTo(x[at]!, 6);
    }),
  );
});
