import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from './random.js';

/**
 * The state behind one step of xoroshiro128+, by the program of its authors with the constants 24, 16 and 37
 * (https://prng.di.unimi.it/xoroshiro128plus.c); words are the high and the low half of `s[0]` and of `s[1]`.
 */
function stepOfXoroshiro([high0, low0, high1, low1]: readonly number[]): number[] {
  const mask = 2n ** 64n - 1n;
  const rotate = (x: bigint, bits: bigint): bigint => ((x << bits) & mask) | (x >> (64n - bits));
  const join = (high = 0, low = 0): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  const s0 = join(high0, low0);
  const s1 = join(high1, low1) ^ s0;
  const state = [rotate(s0, 24n) ^ s1 ^ ((s1 << 16n) & mask), rotate(s1, 37n)];
  return state.flatMap((word) => [Number(word >> 32n) | 0, Number(word & 0xffffffffn) | 0]);
}

/** The sum of (found − expected)² / expected, which has as many degrees of freedom as classes less one. */
function chiSquare(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function countsOf(values: Iterable<number>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const value of values) counts[value]! += 1;
  return counts;
}

function* draw(count: number, next: () => number): Generator<number> {
  for (let index = 0; index < count; index += 1) yield next();
}

describe('a random number', () => {
  it('lies in its range, for every seed and end', () => {
    const ends = fc.integer({ min: 1, max: 2 ** 31 });
    fc.assert(
      fc.property(fc.integer(), ends, (seed, end) => {
        const random = createRandom(seed);
        const [value, integer] = [random.next(), random.integer(end)];
        expect(value >= 0 && value < 1).toBe(true);
        expect(Number.isInteger(integer) && integer >= 0 && integer < end).toBe(true);
      }),
    );
  });

  it('has 53 bits: none beyond them, and the last one as often as not', () => {
    const random = createRandom(11);
    const scaled = [...draw(4000, () => random.next() * 2 ** 53)];
    expect(scaled.every(Number.isSafeInteger)).toBe(true);
    // 2 000 of 4 000, give or take five standard deviations (31.6).
    const odd = scaled.filter((value) => value % 2 === 1).length;
    expect(Math.abs(odd - 2000)).toBeLessThan(158);
  });

  it.each([2, 3, 7, 10, 100])('of %d is each as often', (end) => {
    const random = createRandom(end);
    const counts = countsOf(
      draw(500 * end, () => random.integer(end)),
      end,
    );
    // A χ² of k degrees of freedom has the mean k and the variance 2k; five deviations and five.
    expect(chiSquare(counts, 500)).toBeLessThan(end + 5 * Math.sqrt(2 * end) + 5);
  });

  it('does not follow from the one before', () => {
    const random = createRandom(3);
    const values = [...draw(20_000, () => random.next() - 0.5)];
    for (const lag of [1, 2, 5]) {
      const products = values.slice(lag).map((value, at) => value * values[at]!);
      const correlation = (12 * products.reduce((a, b) => a + b, 0)) / products.length;
      // Of independent numbers it has the deviation 1 / √20 000 = 0.007.
      expect(Math.abs(correlation)).toBeLessThan(0.036);
    }
  });

  it('comes from the published generator, step by step', () => {
    const random = createRandom(2026);
    for (let step = 0; step < 100; step += 1) {
      const { words } = random.state();
      // One step gives 32 bits, which half of them need.
      random.integer(2 ** 31);
      expect(random.state().words).toEqual(stepOfXoroshiro(words));
    }
  });

  it('normal, is as often beyond one, two and three deviations as the tables say', () => {
    const random = createRandom(17);
    const samples = [...draw(40_000, () => random.normal())];
    // 1 − erf(z / √2): 0.31731, 0.04550, 0.00270; five standard deviations of the share.
    for (const [z, share] of [
      [1, 0.31731],
      [2, 0.0455],
      [3, 0.0027],
    ] as const) {
      const found = samples.filter((value) => Math.abs(value) > z).length / samples.length;
      expect(Math.abs(found - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / 40_000));
    }
    const skew = samples.reduce((sum, value) => sum + value ** 3, 0) / samples.length;
    expect(Math.abs(skew)).toBeLessThan(5 * Math.sqrt(15 / 40_000));
  });
});

describe('a random order', () => {
  it('is each of the 24 of four things as often', () => {
    const random = createRandom(4);
    const orders = [...draw(12_000, () => Number(random.shuffle([0, 1, 2, 3]).join('')))];
    const kinds = [...new Set(orders)].sort((a, b) => a - b);
    expect(kinds).toHaveLength(24);
    const counts = countsOf(
      orders.map((order) => kinds.indexOf(order)),
      24,
    );
    // χ² with 23 degrees of freedom is above 64 once in 100 000.
    expect(chiSquare(counts, 500)).toBeLessThan(64);
  });

  it('of nothing, or of one thing, is that', () => {
    const random = createRandom(0);
    expect([random.shuffle([]), random.shuffle(['a'])]).toEqual([[], ['a']]);
  });
});

describe('generators of one seed', () => {
  it('forked by one label are one, whatever was drawn from their parents', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.nat(5), (seed, label, drawn) => {
        const [fresh, used] = [createRandom(seed), createRandom(seed)];
        for (let index = 0; index < drawn; index += 1) used.next();
        expect(used.fork(label).next()).toBe(fresh.fork(label).next());
        expect(fresh.fork(label).next()).not.toBe(createRandom(seed).next());
      }),
    );
  });

  it('go on from a state that went through JSON, also to the same forks', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(20), (seed, drawn) => {
        const random = createRandom(seed);
        for (let index = 0; index < drawn; index += 1) random.next();
        const stored = JSON.parse(JSON.stringify(random.state())) as ReturnType<
          typeof random.state
        >;
        const resumed = createRandom(stored);
        expect(resumed.fork('a').normal()).toBe(random.fork('a').normal());
        expect([resumed.next(), resumed.normal(), resumed.integer(9)]).toEqual([
          random.next(),
          random.normal(),
          random.integer(9),
        ]);
      }),
    );
  });

  it('count 32 bits of the seed', () => {
    expect(createRandom(2 ** 32 + 5).next()).toBe(createRandom(5).next());
    expect(createRandom(-1).next()).toBe(createRandom(2 ** 32 - 1).next());
  });
});
