import { createRandom } from '@gender/core';
import { expect, it } from 'vitest';
import { dropoutMask } from './dropout-mask.js';

it('draws the same mask from the same seed and another one next time', () => {
  const random = createRandom(3);
  const first = dropoutMask(random, 0.5, 4, 16);
  expect(dropoutMask(createRandom(3), 0.5, 4, 16)).toEqual(first);
  expect(dropoutMask(random, 0.5, 4, 16)).not.toEqual(first);
});

it('drops units at the given rate', () => {
  // 100 000 draws: the standard deviation of the share is at most 0.0016.
  for (const rate of [0, 0.2, 0.5, 0.9]) {
    const mask = dropoutMask(createRandom(1), rate, 100, 1000);
    const dropped = mask.filter((kept) => kept === 0).length / mask.length;
    expect(Math.abs(dropped - rate)).toBeLessThan(0.01);
    expect(mask.every((kept) => kept === 0 || kept === 1)).toBe(true);
  }
});
