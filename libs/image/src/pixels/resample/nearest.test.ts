import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filters } from './filter.js';
import { nearest, nearestIndices } from './nearest.js';
import { resample, resamplings } from './resample.js';

const size = fc.integer({ min: 1, max: 24 });
const picture = fc
  .tuple(size, size)
  .chain(([width, height]) =>
    fc
      .uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
      .map((data) => ({ width, height, data })),
  );

/** The colour of a pixel. */
const at = ({ width, data }: { width: number; data: Uint8Array }, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

describe('nearest', () => {
  it('takes whole pixels, of the column and the row that its indices name', () => {
    fc.assert(
      fc.property(picture, size, size, (source, width, height) => {
        const columns = nearestIndices(source.width, width);
        const rows = nearestIndices(source.height, height);
        const target = nearest(source, width, height);
        for (let y = 0; y < height; y += 1) {
          for (let x = 0; x < width; x += 1) {
            expect(at(target, x, y)).toEqual(at(source, columns[x]!, rows[y]!));
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('takes pixels in order and within the source, the middle ones of equal groups', () => {
    const wide = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(wide, wide, (from, to) => {
        const indices = [...nearestIndices(from, to)];
        expect(indices).toEqual(indices.toSorted((a, b) => a - b));
        expect(indices[0]).toBeGreaterThanOrEqual(0);
        expect(indices.at(-1)).toBeLessThan(from);
        // The place of pixel i is (i + 0.5) · from / to; the sum is off by less than a hundredth.
        const places = indices.map((_, i) => ((i + 0.5) * from) / to);
        expect(indices.every((index, i) => Math.abs(index + 0.5 - places[i]!) <= 0.51)).toBe(true);
      }),
    );
  });

  it('gives a picture enlarged by a whole factor back when it is reduced again', () => {
    fc.assert(
      fc.property(picture, fc.integer({ min: 2, max: 4 }), (source, factor) => {
        const enlarged = nearest(source, source.width * factor, source.height * factor);
        expect(nearest(enlarged, source.width, source.height).data).toEqual(source.data);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a convolution', () => {
  it.each(resamplings)('by %s treats channels apart', (resampling) => {
    fc.assert(
      fc.property(picture, size, size, (source, width, height) => {
        const swapped = source.data.map((_, i) => source.data[i - (i % 3) + ((i + 1) % 3)]!);
        const { data } = resample({ ...source, data: swapped }, width, height, resampling);
        const expected = resample(source, width, height, resampling).data;
        expect(data).toEqual(expected.map((_, i) => expected[i - (i % 3) + ((i + 1) % 3)]!));
      }),
      { numRuns: 20 },
    );
  });

  it('by box over a whole factor is the mean of each block, within the rounding of two passes', () => {
    fc.assert(
      fc.property(picture, fc.integer({ min: 2, max: 4 }), (small, factor) => {
        const source = nearest(small, small.width * factor, small.height * factor);
        expect(resample(source, small.width, small.height, 'box').data).toEqual(small.data);
      }),
      { numRuns: 20 },
    );
  });

  it('that never weighs below zero stays within the levels of its source', () => {
    fc.assert(
      fc.property(
        picture,
        size,
        size,
        fc.constantFrom('box', 'bilinear'),
        (source, w, h, filter) => {
          const { data } = resample(source, w, h, filter);
          expect(Math.min(...data)).toBeGreaterThanOrEqual(Math.min(...source.data));
          expect(Math.max(...data)).toBeLessThanOrEqual(Math.max(...source.data));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('the filters', () => {
  it.each([
    ['box', [[0, 1], [0.5, 1], [-0.5, 0], [0.6, 0]]],
    ['bilinear', [[0, 1], [0.25, 0.75], [-0.25, 0.75], [1, 0]]],
    // Keys: 1.5 |x|³ − 2.5 |x|² + 1 below 1, −0.5 |x|³ + 2.5 |x|² − 4 |x| + 2 below 2.
    ['bicubic', [[0, 1], [0.5, 0.5625], [-0.5, 0.5625], [1, 0], [1.5, -0.0625], [2, 0]]],
    // sinc(0.5) · sinc(0.5 / 3) = 2/π · 3/π, sinc(1.5) · sinc(0.5) = −2/(3π) · 2/π.
    ['lanczos', [[0, 1], [0.5, 6 / Math.PI ** 2], [1, 0], [-1.5, -4 / (3 * Math.PI ** 2)], [3, 0]]],
  ] as const)('%s weighs as its formula says', (name, weights) => {
    for (const [x, weight] of weights) expect(filters[name].weight(x)).toBeCloseTo(weight, 12);
  }); // prettier-ignore
});
