import { describe, expect, it } from 'vitest';
import { drawRows } from './draw-rows.js';

const rows = Array.from({ length: 100 }, (_, row) => row * 2);
/** The first 60 rows are of one class. */
const labelOf = (row: number): number => Number(row >= 120);

describe('drawRows', () => {
  it('draws rows apart, of each class as many', () => {
    const { train, validation, test } = drawRows(rows, labelOf, {
      labelled: 20,
      test: 40,
      seed: 3,
    });
    expect([train, validation, test].map(({ length }) => length)).toEqual([16, 4, 40]);
    expect(new Set([...train, ...validation, ...test]).size).toBe(60);
    for (const part of [train, validation, test]) {
      expect(part.filter((row) => labelOf(row) === 1)).toHaveLength(part.length / 2);
      expect(part.every((row) => rows.includes(row))).toBe(true);
    }
  });

  it('tests models of few and of many pictures on the same ones', () => {
    const draw = (labelled: number, seed: number): ReturnType<typeof drawRows> =>
      drawRows(rows, labelOf, { labelled, test: 40, seed });
    expect(draw(30, 1).test).toEqual(draw(10, 1).test);
    expect(draw(10, 2).test).not.toEqual(draw(10, 1).test);
    const many = draw(30, 1);
    const few = draw(10, 1);
    expect([...many.train, ...many.validation]).toEqual(
      expect.arrayContaining([...few.train, ...few.validation]),
    );
  });

  it('refuses a class that has too few', () => {
    expect(() => drawRows(rows, labelOf, { labelled: 50, test: 40, seed: 0 })).toThrow(
      'class 1 has 40 pictures, expected 25 labelled ones and 20 for the test',
    );
  });
});
