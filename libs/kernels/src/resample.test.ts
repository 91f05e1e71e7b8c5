import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRACTION_BITS, resampleColumns, resampleRows, type Taps } from './resample.js';

/** Taps inside an axis of so many pixels, of weights that may overshoot as Lanczos' do. */
const tapsWithin = (size: number): fc.Arbitrary<Taps[]> => {
  const weight = fc.integer({ min: -(1 << (FRACTION_BITS - 1)), max: 1 << FRACTION_BITS });
  const one = fc
    .tuple(fc.nat(size - 1), fc.array(weight, { minLength: 1, maxLength: 9 }))
    .map(([start, weights]) => ({
      start,
      weights: Int32Array.from(weights.slice(0, size - start)),
    }));
  return fc
    .array(one, { minLength: 1, maxLength: 20 })
    .map((taps) => taps.sort((a, b) => a.start - b.start));
};

/** The definition, in exact integers that wrap as those of 32 bits do. */
const weigh = ({ start, weights }: Taps, at: (index: number) => number): number => {
  let sum = 1n << BigInt(FRACTION_BITS - 1);
  for (const [index, weight] of weights.entries()) sum += BigInt(at(start + index) * weight);
  const value = Number(BigInt.asIntN(32, sum) >> BigInt(FRACTION_BITS));
  return Math.min(255, Math.max(0, value));
};

const picture = (rows: number, columns: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: rows * columns * 3, maxLength: rows * columns * 3 });

const taken = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain(([rows, columns]) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      pixels: picture(rows, columns),
      across: tapsWithin(columns),
      down: tapsWithin(rows),
    }),
  );

describe('resampleRows', () => {
  it('weighs the pixels of each row, rounds and clips', () => {
    const property = fc.property(taken, ({ rows, columns, pixels, across }) => {
      const expected = Array.from({ length: rows }, (_, row) =>
        across.flatMap((taps) =>
          [0, 1, 2].map((c) => weigh(taps, (x) => pixels[(row * columns + x) * 3 + c]!)),
        ),
      ).flat();
      expect([...resampleRows(pixels, columns * 3, across)]).toEqual(expected);
    });
    fc.assert(property);
  });
});

describe('resampleColumns', () => {
  it('weighs the pixels of each column, rounds and clips', () => {
    const property = fc.property(taken, ({ columns, pixels, down }) => {
      const bytes = columns * 3;
      const expected = down.flatMap((taps) =>
        Array.from({ length: bytes }, (_, at) => weigh(taps, (y) => pixels[y * bytes + at]!)),
      );
      expect([...resampleColumns(pixels, bytes, down)]).toEqual(expected);
    });
    fc.assert(property);
  });
});

describe('a picture that is brought to the kernels in pieces', () => {
  // 3 MB, of one colour per row or column: what comes out tells where it was taken from.
  const [rows, columns] = [1000, 1000];
  const colour = (index: number): number => (index * 7) % 251;
  const one = Int32Array.of(1 << FRACTION_BITS);
  const every = (step: number): Taps[] =>
    Array.from({ length: 1000 / step }, (_, index) => ({ start: index * step, weights: one }));

  it('keeps the order of its rows', () => {
    const pixels = Uint8Array.from({ length: rows * columns * 3 }, (_, at) =>
      colour(Math.floor(at / (columns * 3))),
    );
    const result = resampleRows(pixels, columns * 3, every(100));
    expect(result.every((value, at) => value === colour(Math.floor(at / 30)))).toBe(true);
  });

  it.each([1, 2, 50])('takes each %ith of its rows', (step) => {
    const pixels = Uint8Array.from({ length: rows * columns * 3 }, (_, at) =>
      colour(Math.floor(at / (columns * 3))),
    );
    const result = resampleColumns(pixels, columns * 3, every(step));
    const wanted = (at: number): number => colour(Math.floor(at / (columns * 3)) * step);
    expect(result).toHaveLength((rows / step) * columns * 3);
    expect(result.every((value, at) => value === wanted(at))).toBe(true);
  });

  it('needs no more than one target row at a time', () => {
    const whole = { start: 0, weights: new Int32Array(rows).fill((1 << FRACTION_BITS) / rows) };
    const pixels = new Uint8Array(rows * columns * 3).fill(200);
    expect(new Set(resampleColumns(pixels, columns * 3, [whole, whole]))).toEqual(new Set([200]));
  });
});
