import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differenceInterval, proportion, wilsonInterval } from './proportion.js';

const hits = fc.array(fc.boolean(), { minLength: 1, maxLength: 60 });

test('an interval holds its rate and lies in 0 … 1, with clusters and without', () => {
  fc.assert(
    fc.property(hits, fc.nat(9), (images, modulus) => {
      const clusters = images.map((_, image) => image % (modulus + 1));
      for (const found of [proportion(images), proportion(images, clusters)]) {
        const { low, high } = found.interval;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(found.rate);
        expect(high).toBeGreaterThanOrEqual(found.rate);
      }
    }),
  );
});

test('pictures of a person that agree count as one: with Student’s t in place of the normal', () => {
  const persons = [true, true, false, true, true, true, false, true, true, true, false, true];
  const pictures = persons.flatMap((right) => new Array<boolean>(5).fill(right));
  const clusters = pictures.map((_, image) => Math.floor(image / 5));
  const { interval, images } = proportion(pictures, clusters);
  expect(images).toBe(60);
  // SciPy: t.ppf(0.975, 11) = 2.200985; 11 persons' worth (n − 1, of the variance) by (1.959964 / t)².
  const effective = 11 * (1.959963984540054 / 2.200985160082949) ** 2;
  const expected = wilsonInterval(0.75 * effective, effective);
  expect(interval.low).toBeCloseTo(expected.low, 10);
  expect(interval.high).toBeCloseTo(expected.high, 10);
});

test('where all agree nothing shows how alike pictures of one person are: persons count', () => {
  const clusters = Array.from({ length: 50 }, (_, image) => Math.floor(image / 5));
  const all = new Array<boolean>(50).fill(true);
  expect(proportion(all, clusters).interval).toEqual(wilsonInterval(10, 10));
});

test('the difference of a group and itself lies about 0', () => {
  const part = proportion([true, true, false, true]);
  const { low, high } = differenceInterval(part, part);
  expect(low).toBeCloseTo(-high, 12);
});

test.each([
  ['no trials', 0, 0, /0 trials/],
  ['more successes than trials', 3, 2, /3 successes of 2 trials/],
])('refuses %s', (_, successes, trials, words) => {
  expect(() => wilsonInterval(successes, trials)).toThrowError(words);
});
