import { expect, it } from 'vitest';
import { zip } from './zip.js';

it('pairs two sequences of one length', () => {
  expect(zip(['a', 'b'], new Set([1, 2]))).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
  expect(zip([], [])).toEqual([]);
});

it('throws where the lengths differ, either way', () => {
  expect(() => zip([1, 2], [1])).toThrow('cannot pair 2 with 1 values');
  expect(() => zip([], [undefined])).toThrow('cannot pair 0 with 1 values');
});
