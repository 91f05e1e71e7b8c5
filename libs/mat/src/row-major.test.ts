import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runReading } from './reading.js';
import { differsByOrder, readRowMajor, toRowMajor } from './row-major.js';

/** Element by element: what row-major order means. */
function expected(shape: readonly number[], data: Float64Array): number[] {
  const result: number[] = [];
  const visit = (axis: number, place: number, stride: number): void => {
    if (axis === shape.length) return void result.push(data[place] ?? NaN);
    for (let index = 0; index < (shape[axis] ?? 0); index += 1) {
      visit(axis + 1, place + index * stride, stride * (shape[axis] ?? 0));
    }
  };
  visit(0, 0, 1);
  return result;
}

const shapes = fc.array(fc.nat({ max: 5 }), { minLength: 2, maxLength: 5 });

describe('toRowMajor', () => {
  it('puts every element of any shape to its place', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const data = Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, at) => at);
        expect([...toRowMajor('float64', shape, data)]).toEqual(expected(shape, data));
      }),
    );
  });

  it('moves elements of every size', () => {
    expect(toRowMajor('uint8', [2, 2], Uint8Array.of(1, 2, 3, 4))).toEqual(
      Uint8Array.of(1, 3, 2, 4),
    );
    expect(toRowMajor('int16', [2, 2], Int16Array.of(1, -2, 3, 4))).toEqual(
      Int16Array.of(1, 3, -2, 4),
    );
    const wide = BigInt64Array.of(1n, -(2n ** 62n), 3n, 4n);
    expect(toRowMajor('int64', [2, 2], wide)).toEqual(BigInt64Array.of(1n, 3n, -(2n ** 62n), 4n));
  });
});

describe('readRowMajor', () => {
  it('does the same piece by piece, with arrays larger than a piece', async () => {
    const shape = [300, 7, 1, 1100];
    const data = Float64Array.from({ length: 300 * 7 * 1100 }, (_, at) => at);
    let [used, pieces] = [0, 0];
    const reading = readRowMajor('float64', shape, function* (slices) {
      yield Promise.resolve();
      slices.set(data.subarray(used, used + slices.length));
      used += slices.length;
      pieces += 1;
    });
    const read = await runReading(reading);
    expect(pieces).toBeGreaterThan(1);
    // Compared as bytes: 18 MB element by element take seconds.
    const whole = toRowMajor('float64', shape, data);
    expect(Buffer.compare(Buffer.from(read.buffer), Buffer.from(whole.buffer))).toBe(0);
    const [row, column, slice] = [123, 4, 789];
    expect(read[(row * 7 + column) * 1100 + slice]).toBe(row + 300 * (column + 7 * slice));
  });
});

describe('differsByOrder', () => {
  it('is false where one axis at most is longer than 1', () => {
    expect(differsByOrder([1, 5])).toBe(false);
    expect(differsByOrder([5, 1, 1])).toBe(false);
    expect(differsByOrder([5, 1, 2])).toBe(true);
  });
});
