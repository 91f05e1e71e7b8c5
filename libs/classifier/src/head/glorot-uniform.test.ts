import { createRandom } from '@gender/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { glorotUniform } from './glorot-uniform.js';

describe('glorotUniform', () => {
  it('draws the same values however they are cut, all within the limit', () => {
    const size = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(size, size, fc.array(size, { maxLength: 5 }), (inputs, units, cuts) => {
        const shape = [inputs, units];
        const [whole] = glorotUniform(shape, createRandom(1), [{ rows: inputs }]);
        const pieces: { rows: number }[] = [];
        let left = inputs;
        for (const rows of [...cuts, inputs]) {
          if (left > 0) pieces.push({ rows: Math.min(rows, left) });
          left -= Math.min(rows, left);
        }
        const cut = [...glorotUniform(shape, createRandom(1), pieces)].flatMap((piece) => [
          ...piece,
        ]);
        expect(cut).toEqual([...whole!]);
        // Values are rounded to float32: relative to 2⁻²⁴.
        const limit = Math.sqrt(6 / (inputs + units)) * (1 + 1e-7);
        for (const value of cut) expect(Math.abs(value)).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it('has the variance of the distribution, limit² / 3', () => {
    const [values] = glorotUniform([200, 100], createRandom(3), [{ rows: 200 }]);
    const mean = values!.reduce((sum, value) => sum + value, 0) / values!.length;
    const variance = values!.reduce((sum, value) => sum + value * value, 0) / values!.length;
    // 20 000 samples: the mean is off by 0.0006, the variance by 0.7 %; five times that is allowed.
    expect(Math.abs(mean)).toBeLessThan(0.003);
    expect(variance / (6 / 300 / 3)).toBeGreaterThan(0.965);
    expect(variance / (6 / 300 / 3)).toBeLessThan(1.035);
  });

  it('refuses a shape that is no kernel', () => {
    expect(() => [...glorotUniform([3], createRandom(1), [{ rows: 3 }])]).toThrow('units');
  });
});
