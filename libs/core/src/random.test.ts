import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from './random.js';

describe('createRandom', () => {
  it('gives the same numbers for the same seed', () => {
    const draw = (): number[] => {
      const random = createRandom(7);
      return Array.from({ length: 20 }, () => random.next());
    };
    expect(draw()).toEqual(draw());
  });

  it('begins with unrelated numbers for neighbouring seeds', () => {
    const first = Array.from({ length: 2000 }, (_, seed) => createRandom(seed).next());
    const forked = Array.from({ length: 2000 }, (_, label) => createRandom(0).fork(label).next());
    for (const values of [first, forked]) {
      // 2 000 uniform values: 200 in each tenth, give or take four standard deviations (13.4).
      const counts = new Array<number>(10).fill(0);
      for (const value of values) counts[Math.floor(value * 10)]! += 1;
      expect(Math.min(...counts)).toBeGreaterThan(146);
      expect(Math.max(...counts)).toBeLessThan(254);
      const rising = values.filter((value, index) => value > (values[index - 1] ?? 1)).length;
      expect(Math.abs(rising - 1000)).toBeLessThan(60);
    }
  });

  it('goes on from a saved state', () => {
    const random = createRandom(3);
    random.next();
    const resumed = createRandom(random.state());
    expect([resumed.next(), resumed.integer(1000)]).toEqual([random.next(), random.integer(1000)]);
  });

  it('forks generators that do not disturb each other', () => {
    const parent = createRandom(1);
    const undisturbed = createRandom(1).next();
    const fork = parent.fork('dropout');
    fork.next();
    expect(parent.next()).toBe(undisturbed);
    expect(parent.fork('dropout').next()).not.toBe(parent.fork('order').next());
  });

  it('shuffles into a permutation and leaves the argument alone', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer()), (seed, items) => {
        const before = [...items];
        const shuffled = createRandom(seed).shuffle(items);
        expect(items).toEqual(before);
        expect(shuffled.sort()).toEqual(before.sort());
      }),
    );
  });

  it('draws normal samples of mean 0 and variance 1', () => {
    const random = createRandom(5);
    const samples = Array.from({ length: 20_000 }, () => random.normal());
    const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
    const variance = samples.reduce((sum, value) => sum + value ** 2, 0) / samples.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });
});
