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
      // Clusters tell less than as many images of others, however alike they happen to be.
      const [plain, clustered] = [proportion(images), proportion(images, clusters)];
      expect(clustered.interval.low).toBeLessThanOrEqual(plain.interval.low + 1e-12);
      expect(clustered.interval.high).toBeGreaterThanOrEqual(plain.interval.high - 1e-12);
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

test('ends at exactly 0 and 1 where nothing and everything is so', () => {
  for (let trials = 1; trials <= 300; trials += 1) {
    expect([wilsonInterval(0, trials).low, wilsonInterval(trials, trials).high]).toEqual([0, 1]);
  }
});

test.each([
  ['no trials', 0, 0, 'METRICS_EMPTY', '0 trials'],
  ['more successes than trials', 3, 2, 'METRICS_SHAPE', '3 successes of 2 trials'],
  ['fewer successes than none', -1, 2, 'METRICS_SHAPE', '-1 successes of 2 trials'],
])('refuses %s', (_, successes, trials, code, words) => {
  const message = expect.stringContaining(words) as string;
  expect(() => wilsonInterval(successes, trials)).toThrowError(
    expect.objectContaining({ name: 'MetricsError', code, message }),
  );
});

test.each([undefined, []])('is not defined without images, in clusters %o', (clusters) => {
  expect(() => proportion([], clusters)).toThrowError(
    expect.objectContaining({ code: 'METRICS_EMPTY' }),
  );
});

test('persons who are all alike differ by nothing, not by rounding: persons count', () => {
  // Twelve persons of three pictures, one of each right: 1/3 is no binary number.
  const pictures = Array.from({ length: 36 }, (_, image) => image % 3 === 0);
  const clusters = pictures.map((_, image) => Math.floor(image / 3));
  const { interval } = proportion(pictures, clusters);
  const expected = wilsonInterval(4, 12);
  expect(interval.low).toBeCloseTo(expected.low, 12);
  expect(interval.high).toBeCloseTo(expected.high, 12);
});

test('clusters of one are nearly as none: Student’s t makes the interval a little wider', () => {
  fc.assert(
    fc.property(hits, (images) => {
      const alone = images.map((_, image) => image);
      const [plain, clustered] = [proportion(images), proportion(images, alone)];
      expect(clustered.rate).toBe(plain.rate);
      expect(clustered.interval.low).toBeLessThanOrEqual(plain.interval.low + 1e-12);
      expect(clustered.interval.high).toBeGreaterThanOrEqual(plain.interval.high - 1e-12);
    }),
  );
});

test('names of clusters and the order of the images change no interval', () => {
  fc.assert(
    fc.property(hits, (images) => {
      const clusters = images.map((_, image) => image % 4);
      const turned = proportion(
        images.toReversed(),
        clusters.map((cluster) => -1 - 7 * cluster).toReversed(),
      );
      const { low, high } = proportion(images, clusters).interval;
      expect(turned.interval.low).toBeCloseTo(low, 10);
      expect(turned.interval.high).toBeCloseTo(high, 10);
    }),
  );
});

test('what is not so has the mirrored interval', () => {
  fc.assert(
    fc.property(hits, (images) => {
      const { low, high } = proportion(images).interval;
      const other = proportion(images.map((hit) => !hit)).interval;
      expect(other.low).toBeCloseTo(1 - high, 12);
      expect(other.high).toBeCloseTo(1 - low, 12);
    }),
  );
});

test('a difference lies in its interval within −1 … 1, and turned has the mirrored one', () => {
  fc.assert(
    fc.property(hits, hits, (first, second) => {
      const [a, b] = [proportion(first), proportion(second)];
      const { low, high } = differenceInterval(a, b);
      expect(low).toBeGreaterThanOrEqual(-1 - 1e-12);
      expect(high).toBeLessThanOrEqual(1 + 1e-12);
      expect(low).toBeLessThanOrEqual(a.rate - b.rate);
      expect(high).toBeGreaterThanOrEqual(a.rate - b.rate);
      const turned = differenceInterval(b, a);
      expect(turned.low).toBeCloseTo(-high, 12);
      expect(turned.high).toBeCloseTo(-low, 12);
    }),
  );
});

test.each([0, 1, -0.5, 95, NaN])('refuses the confidence %d', (confidence) => {
  expect(() => wilsonInterval(1, 2, confidence)).toThrowError(
    expect.objectContaining({
      code: 'METRICS_PROBABILITY',
      message: `found the confidence ${confidence}, expected one between 0 and 1, such as 0.95`,
    }),
  );
});
