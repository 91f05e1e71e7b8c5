import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  chiSquareTail,
  fairBinomialCdf,
  normalCdf,
  normalQuantile,
  studentQuantile,
} from './distributions.js';

test('the normal distribution is symmetric, grows, and its quantile turns it back', () => {
  fc.assert(
    fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (x) => {
      expect(normalCdf(x) + normalCdf(-x)).toBeCloseTo(1, 14);
      expect(normalCdf(x + 0.01)).toBeGreaterThanOrEqual(normalCdf(x));
      // From the lower half, where p keeps its digits.
      expect(normalQuantile(normalCdf(-Math.abs(x)))).toBeCloseTo(-Math.abs(x), 10);
    }),
  );
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
});

test('Student’s t of one degree of freedom is the Cauchy distribution, of two p has a closed form', () => {
  expect(studentQuantile(0.75, 1)).toBeCloseTo(1, 12);
  expect(studentQuantile(0.9, 1)).toBeCloseTo(Math.tan(0.4 * Math.PI), 12);
  // t = (2 p − 1) · √(2 / (4 p (1 − p)))
  expect(studentQuantile(0.9, 2)).toBeCloseTo(0.8 * Math.sqrt(2 / 0.36), 12);
});

test('Student’s t nears the normal distribution from outside', () => {
  const quantiles = [1, 2, 3, 10, 100, 1000].map((freedom) => studentQuantile(0.975, freedom));
  expect(quantiles.toSorted((a, b) => b - a)).toEqual(quantiles);
  expect(quantiles.at(-1)).toBeGreaterThan(normalQuantile(0.975));
  expect(quantiles.at(-1)).toBeCloseTo(normalQuantile(0.975), 2);
});

test('heads of a fair coin: Pascal’s triangle, all of them, and half of an odd number', () => {
  expect(fairBinomialCdf(1, 4)).toBeCloseTo((1 + 4) / 16, 14);
  expect(fairBinomialCdf(2, 4)).toBeCloseTo((1 + 4 + 6) / 16, 14);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3000 }), (n) => {
      // Logarithms of n terms are summed, each off by a unit in the last place.
      expect(fairBinomialCdf(n, n)).toBeCloseTo(1, 9);
      expect(fairBinomialCdf(n, 2 * n + 1)).toBeCloseTo(0.5, 9);
    }),
  );
});

test('χ² of one degree of freedom is the square of the normal', () => {
  expect(chiSquareTail(0)).toBe(1);
  expect(chiSquareTail(normalQuantile(0.975) ** 2)).toBeCloseTo(0.05, 13);
});

test.each([
  ['a quantile of 1.5', () => normalQuantile(1.5), 'METRICS_PROBABILITY', '1.5'],
  ['a quantile of NaN', () => normalQuantile(NaN), 'METRICS_PROBABILITY', 'NaN'],
  ['an end of t', () => studentQuantile(1, 3), 'METRICS_PROBABILITY', 'probability 1'],
  ['no degree of freedom', () => studentQuantile(0.5, 0), 'METRICS_SHAPE', '0 degrees'],
  ['half a degree of freedom', () => studentQuantile(0.5, 1.5), 'METRICS_SHAPE', '1.5 degrees'],
])('refuses %s', (_, slip, code, words) => {
  const message = expect.stringContaining(words) as string;
  expect(slip).toThrowError(expect.objectContaining({ name: 'MetricsError', code, message }));
});
