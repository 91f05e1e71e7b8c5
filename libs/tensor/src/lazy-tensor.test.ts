import { describe, expect, it, vi } from 'vitest';
import { isUnread, lazyTensor } from './lazy-tensor.js';
import { zeroTensor } from './tensor.js';

describe('lazyTensor', () => {
  it('reads its elements when they are first asked for, and once', () => {
    const read = vi.fn(() => Float32Array.of(1, 2));
    const lazy = lazyTensor([2], read);
    expect(lazy.shape).toEqual([2]);
    expect(isUnread(lazy)).toBe(true);
    expect(read).not.toHaveBeenCalled();
    expect(lazy.data).toBe(lazy.data);
    expect(isUnread(lazy)).toBe(false);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('is a tensor like any other to who copies it or sends it to a thread', () => {
    const copy = structuredClone(lazyTensor([2], () => Float32Array.of(1, 2)));
    expect(copy).toEqual({ dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) });
  });

  it('refuses elements that do not fit the shape', () => {
    const lazy = lazyTensor([3], () => Float32Array.of(1, 2));
    expect(() => lazy.data).toThrow('shape (3,) needs 3 elements, but there are 2');
  });
});

it('counts other tensors as read', () => {
  expect(isUnread(zeroTensor('float32', [2]))).toBe(false);
});
