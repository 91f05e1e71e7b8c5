import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBytes } from './dtype.js';
import { elementCount, formatShape, tensor, transpose, zeroTensor } from './tensor.js';
import { TensorError } from './tensor-error.js';

describe('tensor', () => {
  it('keeps the elements it is given, without copying', () => {
    const data = new Float32Array(6);
    expect(tensor('float32', [2, 3], data).data).toBe(data);
  });

  it.each([
    [[2, 4], 'shape (2, 4) needs 8 elements, but there are 6'],
    [[6, 0], 'shape (6, 0) needs 0 elements'],
    [[-2, -3], 'is not a shape'],
    [[1.5, 4], 'is not a shape'],
    [[NaN], 'is not a shape'],
  ])('refuses shape %j for six elements', (shape, words) => {
    const make = (): unknown => tensor('float32', shape, new Float32Array(6));
    expect(make).toThrow(TensorError);
    expect(make).toThrow(words);
  });

  it('makes zeros, and refuses to make a negative number of them', () => {
    expect(zeroTensor('int64', [2]).data).toEqual(BigInt64Array.of(0n, 0n));
    expect(() => zeroTensor('int8', [-1])).toThrow(TensorError);
  });

  it('counts and prints shapes as NumPy does', () => {
    expect([[], [5], [3, 0], [2, 3, 4]].map(elementCount)).toEqual([1, 5, 0, 24]);
    expect([[], [5], [2, 3]].map(formatShape)).toEqual(['()', '(5,)', '(2, 3)']);
  });
});

describe('fromBytes', () => {
  it('refuses bytes that are not whole elements', () => {
    expect(() => fromBytes('float32', new Uint8Array(7))).toThrow('7 bytes are not a whole number');
  });
});

describe('transpose', () => {
  it('moves the axes of a small array as worked out by hand', () => {
    // [[[0, 1], [2, 3], [4, 5]], [[6, 7], [8, 9], [10, 11]]], shape (2, 3, 2)
    const source = tensor(
      'uint8',
      [2, 3, 2],
      Uint8Array.from({ length: 12 }, (_, i) => i),
    );
    const moved = transpose(source, [2, 0, 1]);
    expect(moved.shape).toEqual([2, 2, 3]);
    expect([...moved.data]).toEqual([0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11]);
  });

  it('puts the element of every index where the axes say', () => {
    const cases = fc
      .array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 })
      .chain((shape) =>
        fc.tuple(
          fc.constant(shape),
          fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
        ),
      );
    fc.assert(
      fc.property(cases, ([shape, axes]) => {
        const size = elementCount(shape);
        const source = tensor(
          'int32',
          shape,
          Int32Array.from({ length: size }, (_, i) => i),
        );
        const moved = transpose(source, axes);
        expect(moved.shape).toEqual(axes.map((axis) => shape[axis]));
        for (let flat = 0; flat < size; flat += 1) {
          const index = unravel(flat, moved.shape);
          const original = shape.map((_, axis) => index[axes.indexOf(axis)]!);
          expect(moved.data[flat]).toBe(ravel(original, shape));
        }
      }),
    );
  });

  it.each([[[0, 0]], [[0]], [[0, 2]], [[0, 1, 2]], [[0.5, 1]]])(
    'refuses axes %j for two axes',
    (axes) => {
      expect(() => transpose(zeroTensor('float32', [2, 3]), axes)).toThrow('do not permute');
    },
  );
});

function unravel(flat: number, shape: readonly number[]): number[] {
  return shape.map(
    (length, axis) => Math.floor(flat / elementCount(shape.slice(axis + 1))) % length,
  );
}

function ravel(index: readonly number[], shape: readonly number[]): number {
  return index.reduce((sum, at, axis) => sum + at * elementCount(shape.slice(axis + 1)), 0);
}
