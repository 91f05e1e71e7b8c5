import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNoise, grainAt } from './noise.js';

const place = fc.double({ min: -50, max: 50, noNaN: true });

describe('createNoise', () => {
  it('stays between 0 and 1 and changes little over a small step', () => {
    fc.assert(
      fc.property(fc.integer(), place, place, (seed, x, y) => {
        const noise = createNoise(seed);
        expect(noise(x, y)).toBeGreaterThanOrEqual(0);
        expect(noise(x, y)).toBeLessThan(1);
        expect(Math.abs(noise(x, y) - noise(x + 1e-4, y))).toBeLessThan(1e-3);
      }),
    );
  });

  it('differs between seeds and between places', () => {
    const values = [
      createNoise(1)(0, 0),
      createNoise(1)(1, 0),
      createNoise(1)(0, 1),
      createNoise(2)(0, 0),
    ];
    expect(new Set(values).size).toBe(4);
  });
});

describe('grainAt', () => {
  it('is triangular around 0, and independent between neighbours', () => {
    const values = Array.from({ length: 20_000 }, (_, index) => grainAt(7, index));
    const mean = (samples: readonly number[]): number =>
      samples.reduce((sum, value) => sum + value, 0) / samples.length;
    expect(Math.abs(mean(values))).toBeLessThan(0.01);
    expect(mean(values.map((value) => value * value))).toBeCloseTo(1 / 6, 2);
    expect(Math.abs(mean(values.slice(1).map((value, i) => value * values[i]!)))).toBeLessThan(
      0.005,
    );
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1);
  });
});
