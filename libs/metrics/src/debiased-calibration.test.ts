import { createRandom } from '@gender/core';
import { describe, expect, test } from 'vitest';
import { calibrationBins, calibrationError } from './calibration.js';
import { calibrationInterval, debiasedCalibration } from './debiased-calibration.js';
import { studentQuantile } from './distributions.js';

const options = { confidence: 0.95, least: 0 };

/** So many images whose answers are right as often as they say. */
function calibrated(images: number, seed: number): { confidences: number[]; right: boolean[] } {
  const random = createRandom(seed);
  const confidences = Array.from({ length: images }, () => 0.5 + random.next() / 2);
  return { confidences, right: confidences.map((p) => random.next() < p) };
}

describe('debiasedCalibration', () => {
  test('of two bins by hand', () => {
    // In the bin of 0.9 three of four are right, in that of 0.6 one of four.
    const confidences = [0.9, 0.9, 0.9, 0.9, 0.6, 0.6, 0.6, 0.6];
    const right = [true, true, true, false, true, false, false, false];
    const { error, influence } = debiasedCalibration(confidences, right);
    // Gaps of all images: (3 − 3.6) / 8 and (1 − 2.4) / 8. Residuals of the first, in eighths: three of
    // 0.1 + 0.075, one of −0.9 + 0.075, four of 0.075; of the second one of 0.4 + 0.175, three of −0.6 + 0.175, four of 0.175.
    const first = Math.sqrt((8 / 7) * (3 * 0.175 ** 2 + 0.825 ** 2 + 4 * 0.075 ** 2)) / 8;
    const second = Math.sqrt((8 / 7) * (0.575 ** 2 + 3 * 0.425 ** 2 + 4 * 0.175 ** 2)) / 8;
    // SciPy: foldnorm(0.075 / first, scale=first).mean() and foldnorm(0.175 / second, scale=second).mean().
    expect([first, second]).toEqual([
      expect.closeTo(0.11915, 5) as number,
      expect.closeTo(0.1333, 5) as number,
    ]);
    const [a, b] = [0.113302898754, 0.18680912961];
    expect(error).toBeCloseTo(2 * 0.075 - a + 2 * 0.175 - b, 6);
    expect(influence.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
    // Both gaps are below 0: a right answer of the first bin takes (0.175 + 0.175) / 8 off.
    expect(influence[0]).toBeCloseTo(-(0.175 + 0.175) / 8, 12);
  });

  test('of answers that are right as often as they say has a mean nearer to 0 than what is found', () => {
    const sums = { found: 0, debiased: 0 };
    for (let seed = 0; seed < 50; seed += 1) {
      const { confidences, right } = calibrated(300, seed);
      sums.found += calibrationError(calibrationBins(confidences, right)) / 50;
      sums.debiased += debiasedCalibration(confidences, right).error / 50;
    }
    expect(sums.debiased).toBeLessThan(0.75 * sums.found);
  });

  test('of many images is what is found', () => {
    const random = createRandom(4);
    const confidences = Array.from({ length: 50_000 }, () => 0.5 + random.next() / 2);
    const right = confidences.map((p) => random.next() < p - 0.2);
    const found = calibrationError(calibrationBins(confidences, right));
    // A bin of 6 000 images has a standard error of 0.006, its gap is 0.2: noise adds nothing.
    expect(debiasedCalibration(confidences, right).error).toBeCloseTo(found, 6);
  });

  test('five equal pictures of each person tell no more than one', () => {
    const { confidences, right } = calibrated(60, 2);
    const five = <T>(values: readonly T[]): T[] =>
      values.flatMap((value) => new Array<T>(5).fill(value));
    const clusters = five(confidences.map((_, person) => person));
    const one = debiasedCalibration(confidences, right);
    const many = debiasedCalibration(five(confidences), five(right), clusters);
    expect(many.error).toBeCloseTo(one.error, 12);
    const [a, b] = [calibrationInterval(one, options)!, calibrationInterval(many, options)!];
    expect(b.high).toBeCloseTo(a.high, 12);
  });
});

describe('calibrationInterval', () => {
  test('of calibrated models begins at 0 as often as it should, of others above', () => {
    const sets = Array.from({ length: 200 }, (_, seed) => calibrated(200, seed));
    const begins = sets.filter(({ confidences, right }) => {
      const interval = calibrationInterval(debiasedCalibration(confidences, right), options)!;
      return interval.low === 0;
    });
    // 97.5 % are wanted, of 200 sets with a standard error of 1.1 %.
    expect(begins.length / sets.length).toBeGreaterThan(0.94);
    for (const { confidences, right } of sets.slice(0, 20)) {
      const tooCertain = confidences.map((p) => Math.min(p + 0.3, 1));
      const estimate = debiasedCalibration(tooCertain, right);
      expect(calibrationInterval(estimate, options)!.low).toBeGreaterThan(0);
    }
  });

  test('of a difference is not cut off at 0', () => {
    const { confidences, right } = calibrated(200, 1);
    const { influence } = debiasedCalibration(confidences, right);
    const difference = { error: 0, influence };
    expect(calibrationInterval(difference, { ...options, least: -1 })!.low).toBeLessThan(0);
  });

  test('is Student’s, cut off at the least value', () => {
    const influence = Float64Array.of(0.1, -0.1);
    const half = studentQuantile(0.975, 1) * Math.sqrt(2 * 0.02);
    expect(calibrationInterval({ error: 0.5, influence }, options)).toEqual({
      low: 0,
      high: 0.5 + half,
    });
    const low = calibrationInterval({ error: 0.5, influence }, { ...options, least: -9 })!.low;
    expect(low).toBeCloseTo(0.5 - half, 12);
  });

  test('is none of one cluster, nor where all are alike', () => {
    for (const influence of [Float64Array.of(0), Float64Array.of(0, 0, 0)])
      expect(calibrationInterval({ error: 0.5, influence }, options)).toBeUndefined();
  });

  test('refuses a confidence that is none', () => {
    const estimate = { error: 0, influence: Float64Array.of(1, -1) };
    expect(() => calibrationInterval(estimate, { confidence: 95, least: 0 })).toThrowError(/95/);
  });
});
