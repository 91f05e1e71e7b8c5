import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowPieces } from './row-pieces.js';

const MEGABYTE = 2 ** 20;

describe('rowPieces', () => {
  it('cuts rows into ranges of at most 8 MB', () => {
    expect([...rowPieces(0, 5, 4 * MEGABYTE)]).toEqual([
      [0, 2],
      [2, 4],
      [4, 5],
    ]);
  });

  it('gives a row that is larger a range of its own', () => {
    expect([...rowPieces(1, 3, 20 * MEGABYTE)]).toEqual([
      [1, 2],
      [2, 3],
    ]);
  });

  it('ends ranges where stored chunks end', () => {
    expect([...rowPieces(5, 20, 4 * MEGABYTE, 6)]).toEqual([
      [5, 6],
      [6, 12],
      [12, 18],
      [18, 20],
    ]);
  });

  it('covers every row once, in order', () => {
    const rows = fc.nat({ max: 300 });
    fc.assert(
      fc.property(
        rows,
        rows,
        fc.nat({ max: 3 * MEGABYTE }),
        fc.integer({ min: 1, max: 40 }),
        (start, count, bytes, chunk) => {
          const pieces = [...rowPieces(start, start + count, bytes, chunk)];
          const covered = pieces.flatMap(([from, to]) =>
            Array.from({ length: to - from }, (_, i) => from + i),
          );
          expect(covered).toEqual(Array.from({ length: count }, (_, i) => start + i));
        },
      ),
    );
  });
});
