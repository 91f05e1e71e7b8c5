import { FRACTION_BITS } from '@gender/kernels/resample';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImageError } from '../../image-error.js';
import type { Picture } from '../picture.js';
import { filters } from './filter.js';
import { computeTaps } from './taps.js';
import { resample, resamplings } from './resample.js';

const grey = (values: number[]): Picture => ({
  width: values.length,
  height: 1,
  data: Uint8Array.from(values.flatMap((value) => [value, value, value])),
});
const size = fc.integer({ min: 1, max: 40 });
const resampling = fc.constantFrom(...resamplings);

describe('resample', () => {
  it('averages pairs when a box halves the width', () => {
    expect(resample(grey([10, 20, 100, 201]), 2, 1, 'box')).toEqual(grey([15, 151]));
  });

  it('weighs neighbours 3:1 when bilinear doubles the width', () => {
    expect(resample(grey([0, 100]), 4, 1, 'bilinear')).toEqual(grey([0, 25, 75, 100]));
  });

  it('repeats pixels when nearest doubles the width', () => {
    expect(resample(grey([1, 2]), 4, 1, 'nearest')).toEqual(grey([1, 1, 2, 2]));
  });

  it('clips what bicubic and Lanczos overshoot', () => {
    const edge = grey([0, 0, 255, 255]);
    for (const filter of ['bicubic', 'lanczos'] as const) {
      const { data } = resample(edge, 16, 1, filter);
      expect([Math.min(...data), Math.max(...data)]).toEqual([0, 255]);
    }
  });

  it('keeps a picture of one colour, at any sizes', () => {
    fc.assert(
      fc.property(
        size,
        size,
        size,
        size,
        resampling,
        fc.nat(255),
        (w, h, width, height, filter, value) => {
          const flat = { width: w, height: h, data: new Uint8Array(w * h * 3).fill(value) };
          const { data } = resample(flat, width, height, filter);
          expect(data).toEqual(new Uint8Array(width * height * 3).fill(value));
        },
      ),
    );
  });

  it('does not touch its input', () => {
    const source = grey([3, 200, 40, 90]);
    for (const filter of resamplings) resample(source, 7, 3, filter);
    expect(source).toEqual(grey([3, 200, 40, 90]));
  });

  it.each([
    [0, 5],
    [5, -1],
    [2.5, 4],
    [Number.NaN, 4],
  ])('refuses a size of %s×%s', (width, height) => {
    expect(() => resample(grey([1]), width, height, 'box')).toThrow(ImageError);
  });

  it('refuses pixels that do not fill the picture', () => {
    const short = { width: 2, height: 2, data: new Uint8Array(11) };
    expect(() => resample(short, 1, 1, 'box')).toThrow('needs 12 bytes of RGB, but has 11');
  });
});

describe('computeTaps', () => {
  it('stays inside the source and gives weights that sum to one', () => {
    fc.assert(
      fc.property(
        size,
        size,
        fc.constantFrom(...Object.values(filters)),
        (source, target, filter) => {
          const taps = computeTaps(filter, source, target);
          expect(taps).toHaveLength(target);
          for (const { start, weights } of taps) {
            expect(start).toBeGreaterThanOrEqual(0);
            expect(start + weights.length).toBeLessThanOrEqual(source);
            const sum = weights.reduce((total, weight) => total + weight, 0);
            expect(Math.abs(sum - 2 ** FRACTION_BITS)).toBeLessThanOrEqual(weights.length);
          }
        },
      ),
    );
  });
});
