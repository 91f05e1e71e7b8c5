import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HistogramCounter } from './histogram.js';

function count(...parts: Float32Array[]): ReturnType<HistogramCounter['histogram']> {
  const counter = new HistogramCounter();
  for (const part of parts) counter.add(part);
  return counter.histogram();
}

const floats = fc.float32Array({
  noNaN: true,
  noDefaultInfinity: true,
  minLength: 1,
  maxLength: 200,
});

test('every value is between the limits of its bucket, and each is counted once', () => {
  fc.assert(
    fc.property(floats, (values) => {
      const { limits, counts, min, max, count: all } = count(values);
      expect([min, max, all].map(Number)).toEqual(
        [Math.min(...values), Math.max(...values), values.length].map(Number),
      );
      expect(limits).toEqual([...limits].sort((a, b) => a - b));
      expect(counts[0]).toBe(0);
      for (const [index, found] of counts.entries()) {
        const [low, high] = [limits[index - 1] ?? -Infinity, limits[index]!];
        const inside = values.filter((value) => value > low && value < high).length;
        const onLimits = values.filter((value) => value === low || value === high).length;
        expect(found).toBeGreaterThanOrEqual(inside);
        expect(found).toBeLessThanOrEqual(inside + onLimits);
      }
      expect(counts.reduce((sum, each) => sum + each, 0)).toBe(values.length);
    }),
  );
});

test('values counted in parts are those counted at once, sums in float64', () => {
  const values = Float32Array.of(0.5, -0.25, 3, 0, 1e-30, -7);
  const whole = count(values);
  expect(count(values.subarray(0, 2), values.subarray(2))).toEqual(whole);
  expect(whole.sum).toBeCloseTo(-3.75, 12);
  expect(whole.sumOfSquares).toBeCloseTo(0.25 + 0.0625 + 9 + 49, 12);
});

test('a bucket is no wider than an eighth of its values', () => {
  const { limits, counts } = count(Float32Array.of(1.3));
  const at = counts.indexOf(1);
  expect([limits[at - 1], limits[at]]).toEqual([1.25, 1.375]);
});
