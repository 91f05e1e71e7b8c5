import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNoise } from './noise.js';

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
