import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HashIndex, MOST_BITS } from './hash-index.js';
import { BANDS } from './perceptual-hash.js';

const hash = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { minLength: BANDS, maxLength: BANDS })
  .map((bands) => Uint16Array.from(bands));

/** In how many bits each band of two hashes differs. */
function differences(a: Uint16Array, b: Uint16Array): number[] {
  return [...a].map((band, at) => (band ^ b[at]!).toString(2).replaceAll('0', '').length);
}

/** What a search must find by its definition: picture and bits, in their order. */
function expected(hashes: readonly (Uint16Array | undefined)[], wanted: Uint16Array): string[] {
  return hashes.flatMap((each, picture) => {
    if (each === undefined) return [];
    const bits = differences(wanted, each);
    const all = bits.reduce((sum, one) => sum + one, 0);
    return all <= MOST_BITS && Math.min(...bits) <= 1 ? [`${picture}: ${all}`] : [];
  });
}

function found(index: HashIndex, wanted: Uint16Array): Set<string> {
  const all = new Set<string>();
  index.search(wanted, (picture, bits) => all.add(`${picture}: ${bits}`));
  return all;
}

it('pictures are found that differ in few bits and have a band that differs in one at most', () => {
  const flips = fc.array(fc.tuple(fc.nat(BANDS - 1), fc.nat(15)), { maxLength: 14 });
  fc.assert(
    fc.property(hash, fc.array(fc.option(flips), { maxLength: 40 }), (wanted, near) => {
      const hashes = near.map((changes) => {
        if (changes === null) return undefined;
        const other = wanted.slice();
        for (const [band, bit] of changes) other[band] = other[band]! ^ (1 << bit);
        return other;
      });
      const index = new HashIndex(hashes, Infinity);
      expect([...found(index, wanted)].sort()).toEqual(expected(hashes, wanted).sort());
    }),
  );
});

it('of many that share a band those are looked at that are next in the order of hashes', () => {
  const hashes = Array.from({ length: 64 }, (_, at) => Uint16Array.of(7, 7, at, 7));
  const wanted = Uint16Array.of(7, 7, 20, 7);
  const sharing = 8;
  const next = Array.from({ length: sharing }, (_, at) => 20 - sharing / 2 + at);
  const byThird = [20, 20 ^ 1, 20 ^ 2, 20 ^ 4, 20 ^ 8, 20 ^ 16, 20 ^ 32];
  const pictures = [...found(new HashIndex(hashes, sharing), wanted)].map((each) => parseInt(each));
  expect(new Set(pictures)).toEqual(new Set([...next, ...byThird]));
  expect(found(new HashIndex(hashes, 64), wanted).size).toBe(64);
});
