import { createRandom } from '@gender/core';
import { describe, expect, test } from 'vitest';
import { studentisedMean } from './studentised-mean.js';

const wide = [-Infinity, Infinity] as const;

/** So many values of the exponential distribution, whose mean is 1. */
function skewed(images: number, seed: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: images }, () => -Math.log(1 - random.next()));
}

describe('studentisedMean', () => {
  test('of normal values is Student’s interval, nearly', () => {
    const random = createRandom(1);
    const values = Float64Array.from({ length: 30 }, () => random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / 30;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const error = Math.sqrt(squares / 29 / 30);
    const { low, high } = studentisedMean(values, wide, { resamples: 8000 })!;
    // t of 29 degrees of freedom at 0.975 is 2.045; these thirty are not quite symmetric.
    expect(Math.abs((low - mean) / error + 2.045)).toBeLessThan(0.3);
    expect(Math.abs((high - mean) / error - 2.045)).toBeLessThan(0.3);
  });

  test('reaches farther up than down where values are skewed to the right', () => {
    const values = skewed(40, 3);
    const mean = values.reduce((sum, value) => sum + value, 0) / 40;
    const { low, high } = studentisedMean(values, wide, { resamples: 1000 })!;
    expect(high - mean).toBeGreaterThan(1.2 * (mean - low));
  });

  test('holds the mean of thirty skewed values in 95 % of samples, as BCa does not', () => {
    let held = 0;
    for (let seed = 0; seed < 300; seed += 1) {
      const { low, high } = studentisedMean(skewed(30, seed), wide, { resamples: 400, seed })!;
      held += Number(low <= 1 && 1 <= high);
    }
    // Of 300 a share of 0.945 has a standard deviation of 0.013; three of them. BCa holds 0.91.
    expect(held / 300).toBeGreaterThan(0.906);
  });

  test('five equal values of each cluster tell no more than one', () => {
    const values = skewed(20, 5);
    const five = Float64Array.from({ length: 100 }, (_, at) => Number(values[Math.floor(at / 5)]));
    const clusters = Array.from(five, (_, at) => Math.floor(at / 5));
    const options = { resamples: 200 };
    const one = studentisedMean(values, wide, options)!;
    const many = studentisedMean(five, wide, { ...options, clusters })!;
    expect([many.low, many.high]).toEqual([
      expect.closeTo(one.low, 10) as number,
      expect.closeTo(one.high, 10) as number,
    ]);
  });

  test('lies within what there can be', () => {
    const values = Float64Array.of(0, 0, 0, 1);
    expect(studentisedMean(values, [0, 1], { resamples: 500 })).toMatchObject({ low: 0 });
    expect(studentisedMean(values, [0, 0.3], { resamples: 500 })).toEqual({ low: 0, high: 0.3 });
  });

  test('is none of one cluster, of equal values, and without resamples', () => {
    const values = Float64Array.of(0.1, 0.2, 0.3);
    expect(studentisedMean(values, wide, { clusters: [0, 0, 0] })).toBeUndefined();
    expect(studentisedMean(Float64Array.of(0.1, 0.1, 0.1), wide)).toBeUndefined();
    expect(studentisedMean(values, wide, { resamples: 0 })).toBeUndefined();
  });

  test('refuses half a resample, no images, and clusters of others', () => {
    const values = Float64Array.of(1, 2);
    expect(() => studentisedMean(values, wide, { resamples: 0.5 })).toThrowError(/0.5 resamples/);
    expect(() => studentisedMean(Float64Array.of(), wide)).toThrowError(/no images/);
    expect(() => studentisedMean(values, wide, { clusters: [1] })).toThrowError(/2 images but 1/);
  });
});
