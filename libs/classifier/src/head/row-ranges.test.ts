import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowRanges } from './row-ranges.js';

describe('rowRanges', () => {
  it('covers every row once, in order, four megabytes at most where a row is no longer', () => {
    const axis = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(fc.array(axis, { minLength: 1, maxLength: 3 }), (shape) => {
        const rowLength = shape.slice(1).reduce((product, length) => product * length, 1);
        let next = 0;
        for (const range of rowRanges(shape)) {
          expect(range).toMatchObject({ first: next, rowLength });
          expect(range.rows === 1 || range.rows * rowLength * 4 <= 4 * 2 ** 20).toBe(true);
          next += range.rows;
          if (next > 20_000) break;
        }
        expect(next).toBe(shape[0]);
      }),
    );
  });

  it('has no range for no rows', () => {
    expect([...rowRanges([0, 7])]).toEqual([]);
  });
});
