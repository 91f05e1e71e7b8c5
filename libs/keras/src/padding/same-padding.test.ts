import { describe, expect, it } from 'vitest';
import { dilatedWindow, samePadding } from './same-padding.js';

describe('samePadding', () => {
  // By hand: outputs = ceil(size / stride), zeros = (outputs − 1) · stride + window − size.
  it.each([
    ['a 3×3 window', [12, 16], [3, 3], [1, 1], [1, 1, 1, 1]],
    ['a window of even size, more zeros after', [5, 5], [2, 4], [1, 1], [0, 1, 1, 2]],
    ['strides that fit', [4, 6], [2, 2], [2, 2], [0, 0, 0, 0]],
    ['strides that do not fit', [5, 7], [3, 2], [2, 2], [1, 1, 0, 1]],
    ['strides wider than the window', [7, 7], [1, 1], [2, 3], [0, 0, 0, 0]],
  ] as const)('gives the zeros of %s', (_, size, window, strides, expected) => {
    expect(samePadding(size, window, strides)).toEqual(expected);
  });

  it('counts what a dilated window spans', () => {
    expect(dilatedWindow([3, 2], [2, 3])).toEqual([5, 4]);
  });
});
