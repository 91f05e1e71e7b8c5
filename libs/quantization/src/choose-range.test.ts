import { createRandom } from '@gender/core';
import { describe, expect, it } from 'vitest';
import { calibrationMethods, chooseRange } from './choose-range.js';
import { HistogramBuilder } from './histogram.js';

function histogramOf(values: Iterable<number>): HistogramBuilder {
  const builder = new HistogramBuilder();
  builder.add(Float32Array.from(values));
  return builder;
}
const normal = (count: number): number[] => {
  const random = createRandom(1);
  return Array.from({ length: count }, () => random.normal());
};
const positive = (count: number): number[] => normal(count).map(Math.abs);

describe('chooseRange', () => {
  it('covers everything by minmax', () => {
    expect(chooseRange(histogramOf([-2, 0, 1, 50]), 'minmax')).toEqual({ min: -2, max: 50 });
  });

  it('leaves one value in ten thousand out by percentile, zeros counted', () => {
    const values = Array.from({ length: 10_000 }, (_, index) => 1 + index / 10_000);
    const outliers = [100, 200];
    const { max } = chooseRange(histogramOf([...values, ...outliers]), 'percentile');
    expect(max).toBe(Math.fround(100) + 1 / 16); // the end of its bin, 1/16 wide
    const zeros = new Array<number>(20_000).fill(0);
    const cut = chooseRange(histogramOf([...zeros, ...values, ...outliers]), 'percentile').max;
    expect(cut).toBeLessThan(2.1);
    expect(cut).toBeGreaterThanOrEqual(2);
  });

  it('cuts far outliers off by entropy, and little of what is dense', () => {
    const { min, max } = chooseRange(histogramOf([...positive(100_000), 1000]), 'entropy');
    expect(max).toBeGreaterThan(3);
    expect(max).toBeLessThan(100);
    expect(min).toBe(0);
  });

  it('covers evenly spread values by entropy', () => {
    const values = Array.from({ length: 40_960 }, (_, index) => (index + 0.5) / 10);
    const { max } = chooseRange(histogramOf(values), 'entropy');
    expect(max).toBeGreaterThan(0.98 * 4096);
  });

  it('treats both signs alike by every method', () => {
    const values = normal(5000);
    for (const method of calibrationMethods) {
      const { min, max } = chooseRange(histogramOf(values), method);
      const mirrored = chooseRange(histogramOf(values.map((value) => -value)), method);
      expect(mirrored).toEqual({ min: -max, max: -min });
      expect(min).toBeLessThan(-1);
      expect(max).toBeGreaterThan(1);
    }
  });

  it.each(calibrationMethods)('is empty for an activation that is always zero by %s', (method) => {
    expect(chooseRange(histogramOf([0, 0]), method)).toEqual({ min: 0, max: 0 });
  });
});
