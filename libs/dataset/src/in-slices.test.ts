import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inSlices } from './in-slices.js';

/** Keeps the thread busy. */
function spin(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

describe('inSlices', () => {
  it('returns results in the order of the items', async () => {
    expect(await inSlices(['a', 'b'], (item, index) => item + index)).toEqual(['a0', 'b1']);
  });

  it('lets the event loop run in between', async () => {
    const order: string[] = [];
    const loop = setImmediate().then(() => order.push('loop'));
    await inSlices([1, 2, 3], (item) => {
      order.push(`item ${item}`);
      spin(12);
    });
    await loop;
    expect(order.slice(0, 2)).toEqual(['item 1', 'loop']);
  });

  it('stops at the first failure', async () => {
    const done: number[] = [];
    const slices = inSlices([1, 2, 3], (item) => {
      if (item === 2) throw new Error('two');
      done.push(item);
    });
    await expect(slices).rejects.toThrow('two');
    expect(done).toEqual([1]);
  });
});
