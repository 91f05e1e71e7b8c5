import { tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { levelsOf, quantizeKernel, roundHalfEven } from './quantize.js';

describe('levelsOf', () => {
  it('spreads 256 levels over the range, zero among them', () => {
    expect(levelsOf({ min: 0, max: 510 })).toEqual({ scale: 2, zeroPoint: 0 });
    expect(levelsOf({ min: -127.5, max: 382.5 })).toEqual({ scale: 2, zeroPoint: 64 });
    expect(levelsOf({ min: -255, max: 0 })).toEqual({ scale: 1, zeroPoint: 255 });
  });

  it('extends a range that lies beside zero to it', () => {
    expect(levelsOf({ min: 100, max: 255 })).toEqual({ scale: 1, zeroPoint: 0 });
    expect(levelsOf({ min: -255, max: -100 })).toEqual({ scale: 1, zeroPoint: 255 });
  });

  it('gives an activation that is always zero a scale all the same', () => {
    expect(levelsOf({ min: 0, max: 0 })).toEqual({ scale: 1, zeroPoint: 0 });
    expect(levelsOf({ min: 0, max: 1e-40 })).toEqual({ scale: 1, zeroPoint: 0 });
  });
});

describe('quantizeKernel', () => {
  // (1, 1, 3, 2): three inputs for each of two filters.
  const kernel = tensor('float32', [1, 1, 3, 2], Float32Array.of(1, -8, 0.4, 3, -0.25, 1));

  it('scales each filter by its own largest weight', () => {
    const { kernel: levels, scales } = quantizeKernel(kernel, undefined, 1, 8);
    expect([...levels.data]).toEqual([127, -127, 51, 48, -32, 16]);
    expect([...scales.data]).toEqual([1 / 127, 8 / 127].map(Math.fround));
  });

  it('keeps weights of 7 bits within ±63, so that two products of 255 fit 16 bits', () => {
    const { kernel: levels } = quantizeKernel(kernel, undefined, 1, 7);
    expect([...levels.data]).toEqual([63, -63, 25, 24, -16, 8]);
    expect(2 * 255 * Math.max(...levels.data.map(Math.abs))).toBeLessThan(2 ** 15);
  });

  it('writes the bias in units of the products', () => {
    const bias = tensor('float32', [2], Float32Array.of(0.5, -1));
    const { bias: sums } = quantizeKernel(kernel, bias, 0.1, 8);
    expect([...sums.data]).toEqual([635, -159]);
  });

  it('coarsens a filter of tiny weights rather than let its bias overflow', () => {
    const tiny = tensor('float32', [1, 1, 1, 2], Float32Array.of(1e-12, 0));
    const bias = tensor('float32', [2], Float32Array.of(5, 0));
    const { bias: sums, scales, kernel: levels } = quantizeKernel(tiny, bias, 0.1, 8);
    expect(sums.data[0]! * 0.1 * scales.data[0]!).toBeCloseTo(5, 5);
    expect(Math.abs(sums.data[0]!)).toBeLessThan(2 ** 31);
    expect([...levels.data]).toEqual([0, 0]);
    expect(scales.data[1]).toBe(1);
  });
});

describe('roundHalfEven', () => {
  it.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [-0.5, 0],
    [-1.5, -2],
    [-2.5, -2],
    [2.4999, 2],
    [-2.6, -3],
  ])('rounds %d to %d', (value, expected) => {
    expect(roundHalfEven(value) + 0).toBe(expected);
  });
});
