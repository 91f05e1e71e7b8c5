import { createRandom } from '@gender/core';
import { describe, expect, it } from 'vitest';
import { HistogramBuilder, type Histogram } from './histogram.js';

function histogramOf(...parts: readonly (readonly number[])[]): Histogram {
  const builder = new HistogramBuilder();
  parts.forEach((values) => builder.add(Float32Array.from(values)));
  return builder;
}

describe('HistogramBuilder', () => {
  it('counts values by sign and magnitude', () => {
    const { zeros, positive, negative } = histogramOf([0, 1, 2, 4095, -0, -3]);
    expect(zeros).toBe(2);
    expect(positive.width).toBe(1);
    expect([1, 2, 3, 4095].map((bin) => positive.counts[bin])).toEqual([1, 1, 0, 1]);
    expect(positive.largest).toBe(4095);
    expect(negative.largest).toBe(3);
    expect(negative.counts[Math.floor(3 / negative.width)]).toBe(1);
  });

  it('keeps the size and loses no value when larger ones come', () => {
    const { positive } = histogramOf([0.001, 0.002], [1], [1e6, 3.4e38]);
    expect(positive.counts).toHaveLength(4096);
    expect(positive.counts.reduce((sum, count) => sum + count)).toBe(5);
    expect(positive.largest).toBe(Math.fround(3.4e38));
  });

  it('does not depend on the order of the values', () => {
    const random = createRandom(1);
    const values = Array.from({ length: 500 }, () => random.normal() ** 3);
    expect(histogramOf(values.toReversed())).toEqual(
      histogramOf(values.slice(0, 9), values.slice(9)),
    );
  });

  it('counts the smallest numbers that there are', () => {
    expect(histogramOf([1e-45]).positive.largest).toBeGreaterThan(0);
  });

  it.each([NaN, Infinity, -Infinity])('refuses %d', (value) => {
    expect(() => histogramOf([1, value])).toThrow(RangeError);
  });
});
