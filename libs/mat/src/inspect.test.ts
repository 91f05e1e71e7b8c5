import { TensorError } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { matArray, matCell, matRow, matStruct, matText } from './build.js';
import { fieldOf, numbersOf, textOf, toTensor } from './inspect.js';
import type { MatValue } from './mat-value.js';

const people: MatValue = {
  kind: 'struct',
  shape: [1, 2],
  fields: new Map([['name', [matText('Ann'), matText('Bo')]]]),
};

describe('fieldOf', () => {
  it('finds a field of a struct and of one struct of an array', () => {
    expect(fieldOf(matStruct<MatValue>({ a: matRow(7) }), 'a')).toEqual(matRow(7));
    expect(fieldOf(people, 'name', 1)).toEqual(matText('Bo'));
  });

  it('is undefined where there is no such field, no such struct, or no struct', () => {
    expect(fieldOf(people, 'age')).toBeUndefined();
    expect(fieldOf(people, 'name', 2)).toBeUndefined();
    expect(fieldOf(matRow(1), 'name')).toBeUndefined();
    expect(fieldOf(undefined, 'name')).toBeUndefined();
  });
});

describe('textOf and numbersOf', () => {
  it('read what they are for and nothing else', () => {
    expect([textOf(matText('conv')), textOf(matText('')), textOf(matRow(1))]).toEqual([
      'conv',
      '',
      undefined,
    ]);
    expect(numbersOf(matRow(2, 2))).toEqual([2, 2]);
    expect(numbersOf(matArray('int64', [1, 1], BigInt64Array.of(3n)))).toEqual([3]);
    expect(numbersOf({ ...matRow(1), imaginary: Float64Array.of(1) })).toBeUndefined();
    expect(numbersOf(matCell([]))).toBeUndefined();
  });
});

describe('toTensor', () => {
  it('keeps indices while the last axis becomes the fastest', () => {
    // [1 3 5; 2 4 6] in MATLAB.
    const array = matArray('single', [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(toTensor(array)).toEqual({
      dtype: 'float32',
      shape: [2, 3],
      data: Float32Array.of(1, 3, 5, 2, 4, 6),
    });
  });

  it('puts back axes of length 1 that MATLAB dropped', () => {
    const array = matArray('single', [1, 2], Float32Array.of(8, 9));
    expect(toTensor(array, [1, 2, 1, 1])).toMatchObject({ shape: [1, 2, 1, 1] });
    expect(() => toTensor(array, [1, 3])).toThrow(TensorError);
  });
});

describe('matArray', () => {
  it('refuses elements that do not fill the shape', () => {
    expect(() => matArray('double', [2, 2], Float64Array.of(1))).toThrow('needs 4 elements');
  });
});
