import { describe, expect, it } from 'vitest';
import { seedList } from './seeds.js';

describe('seedList', () => {
  it('reads single seeds, ranges and lists', () => {
    expect(seedList.parse('3')).toEqual([3]);
    expect(seedList.parse('0-4')).toEqual([0, 1, 2, 3, 4]);
    expect(seedList.parse('0, 2,7-9')).toEqual([0, 2, 7, 8, 9]);
  });

  it.each(['', 'a', '4-1', '1.5', '-1'])('refuses %j and says how to write it', (text) => {
    expect(() => seedList.parse(text)).toThrow(/write 0, 0-4 or 0,2,7-9/);
  });
});
