import { createRandom } from '@gender/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bcaInterval, bootstrapIntervals, type BootstrapOptions } from './bootstrap.js';

const mean =
  (values: readonly number[]) =>
  (weights: Float64Array): number[] => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return [weights.reduce((sum, weight, image) => sum + weight * values[image]!, 0) / total];
  };

describe('bootstrapIntervals', () => {
  test('of a mean of normal values is that of the normal distribution, nearly', () => {
    const random = createRandom(1);
    const values = Array.from({ length: 200 }, () => random.normal());
    const centre = values.reduce((sum, value) => sum + value, 0) / 200;
    const spread = Math.sqrt(values.reduce((sum, v) => sum + (v - centre) ** 2, 0)) / 200;
    const [interval] = bootstrapIntervals(mean(values), 200, { resamples: 4000 });
    // A limit of 4 000 resamples is off by some hundredths of a standard deviation.
    expect((interval!.low - centre) / spread).toBeCloseTo(-1.96, 0);
    expect((interval!.high - centre) / spread).toBeCloseTo(1.96, 0);
  });

  test('draws whole clusters: five equal pictures of each person tell no more than one', () => {
    const persons = Array.from({ length: 30 }, (_, person) => (person * 7) % 11);
    const pictures = persons.flatMap((value) => new Array<number>(5).fill(value));
    const clusters = pictures.map((_, image) => Math.floor(image / 5));
    const one = bootstrapIntervals(mean(persons), 30, { resamples: 500 });
    expect(bootstrapIntervals(mean(pictures), 150, { resamples: 500, clusters })).toEqual([
      // Sums of five times as many values, so up to rounding.
      {
        low: expect.closeTo(one[0]!.low, 10) as number,
        high: expect.closeTo(one[0]!.high, 10) as number,
      },
    ]);
  });

  test('says nothing of what never varies or is not defined', () => {
    const statistic = (): number[] => [1, NaN];
    expect(bootstrapIntervals(statistic, 5, { resamples: 20 })).toEqual([undefined, undefined]);
    expect(bootstrapIntervals(mean([1, 2]), 2, { resamples: 0 })).toEqual([undefined]);
  });

  test('leaves blocks of clusters out where there are many: the acceleration stays', () => {
    const random = createRandom(3);
    const values = Array.from({ length: 2000 }, () => -Math.log(1 - random.next()));
    let evaluations = 0;
    const statistic = (weights: Float64Array): number[] => {
      evaluations += 1;
      return mean(values)(weights);
    };
    bootstrapIntervals(statistic, 2000, { resamples: 100 });
    expect(evaluations).toBe(1 + 100 + 400);
  });

  test('leaves out the resamples on which a figure is not defined', () => {
    const defined = mean([1, 2, 3, 4, 5]);
    const statistic = (weights: Float64Array): number[] => {
      const [value] = defined(weights);
      return [value!, weights[0] === 0 && weights[1] === 0 ? NaN : value!];
    };
    const [all, some] = bootstrapIntervals(statistic, 5, { resamples: 200 });
    // Without the two least values the mean is above 3: their absence only lowers the upper limit.
    expect(some!.high).toBeLessThanOrEqual(all!.high);
    expect(some!.low).toBeGreaterThanOrEqual(1);
  });

  test.each([
    ['no images', 0, {}, 'METRICS_EMPTY', 'no images'],
    ['half a resample', 2, { resamples: 0.5 }, 'METRICS_SHAPE', '0.5 resamples'],
    ['fewer resamples than none', 2, { resamples: -1 }, 'METRICS_SHAPE', '-1 resamples'],
    ['clusters of others', 2, { clusters: [1] }, 'METRICS_SHAPE', '2 images but 1 clusters'],
  ])('refuses %s', (_, images, options, code, words) => {
    const message = expect.stringContaining(words) as string;
    expect(() => bootstrapIntervals(mean([1, 2]), images, options)).toThrowError(
      expect.objectContaining({ name: 'MetricsError', code, message }),
    );
  });
});

test('limits of few things lie farther out: by Student’s t and the root of n / (n − 1)', () => {
  // Of four values 1 … 4 sums of resamples are symmetric, without bias and acceleration.
  const statistic = mean([1, 2, 3, 4]);
  const [interval] = bootstrapIntervals(statistic, 4, { resamples: 20_000, confidence: 0.8 });
  // t of 3 degrees of freedom at 0.9 is 1.6377, times √(4 / 3) = 1.8911: Φ(−1.8911) = 0.0293. Sums of four of
  // 1 … 4 up to 5 have 5 of 256 ways, up to 6 15; so the limit is a sum of 6, where plain BCa has 7 (35 ways).
  expect(interval).toEqual({ low: 6 / 4, high: 14 / 4 });
  const random = createRandom(2);
  const drawn = Array.from({ length: 20_000 }, () =>
    [0, 0, 0, 0].reduce((sum) => sum + (1 + random.integer(4)) / 4, 0),
  );
  expect(bcaInterval(2.5, drawn, [], 0.8)).toEqual({ low: 7 / 4, high: 13 / 4 });
});

test('of two things the limits are the extreme resamples, however skewed', () => {
  const [interval] = bootstrapIntervals(mean([0, 0, 0, 9]), 4, {
    ...{ resamples: 200, clusters: [0, 0, 1, 1] },
  });
  expect(interval).toEqual({ low: 0, high: 4.5 });
  // One of a hundred so far off that the acceleration is −0.164, and −7.1 · −0.164 more than 1.
  const left = [9, ...new Array<number>(99).fill(0)];
  const { low, high } = bcaInterval(1, [0, 1, 2], left, 1 - 1e-12)!;
  expect([low, high > 1.99]).toEqual([0, true]);
});

test('resamples all on one side of the figure leave the outermost ones as limits', () => {
  expect(bcaInterval(0, [1, 2, 3], [0, 1])).toEqual({ low: 1, high: 3 });
});

const numbers = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 30 });

test('the same seed draws the same, another one others; clusters of one are no clusters', () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  const of = (options: BootstrapOptions) =>
    bootstrapIntervals(mean(values), values.length, { resamples: 200, ...options });
  expect(of({ seed: 5 })).toEqual(of({ seed: 5 }));
  expect(of({ seed: 5 })).not.toEqual(of({ seed: 6 }));
  expect(of({ clusters: values.map((_, image) => 10 - image) })).toEqual(of({}));
  expect(of({ clusters: values.map(() => 0) })).toEqual([undefined]);
});

test('resamples are of as many images as there are', () => {
  const totals = new Set<number>();
  const statistic = (weights: Float64Array): number[] => {
    totals.add(weights.reduce((sum, weight) => sum + weight, 0));
    return [0];
  };
  bootstrapIntervals(statistic, 7, { resamples: 50 });
  // 6: the jackknife, which leaves one out.
  expect([...totals].sort()).toEqual([6, 7]);
});

test('the interval of a x + b is that of x, scaled and shifted, and turned where a is below 0', () => {
  const scale = fc.constantFrom(-3, -1, 2, 5);
  fc.assert(
    fc.property(numbers, numbers, scale, fc.integer({ min: -9, max: 9 }), (drawn, left, a, b) => {
      const map = (x: number): number => a * x + b;
      const before = bcaInterval(drawn[0]!, drawn, left);
      const after = bcaInterval(map(drawn[0]!), drawn.map(map), left.map(map));
      expect(after === undefined).toBe(before === undefined);
      if (before === undefined || after === undefined) return;
      const limits = [map(before.low), map(before.high)];
      const [low, high] = a > 0 ? limits : limits.toReversed();
      // Influence values are differences from a mean, and so off by rounding.
      expect(after.low).toBeCloseTo(low!, 8);
      expect(after.high).toBeCloseTo(high!, 8);
    }),
  );
});

test('less confidence gives an interval within that of more', () => {
  const drawn = Array.from({ length: 101 }, (_, index) => index);
  const [wide, narrow] = [0.9, 0.5].map((confidence) => bcaInterval(50, drawn, [], confidence)!);
  // Without bias and acceleration these are plain percentiles.
  expect([wide!.low, wide!.high].map((limit) => Number(limit.toFixed(9)))).toEqual([5, 95]);
  expect([narrow!.low, narrow!.high].map((limit) => Number(limit.toFixed(9)))).toEqual([25, 75]);
});

test('of n things has Student’s t with n − 1 degrees of freedom', () => {
  const seen: number[] = [];
  const skewed = mean([0, 1, 1, 2, 9]);
  const statistic = (weights: Float64Array): number[] => {
    const values = skewed(weights);
    seen.push(values[0]!);
    return values;
  };
  const [interval] = bootstrapIntervals(statistic, 5, { resamples: 2000 });
  const [estimate, drawn, left] = [seen[0]!, seen.slice(1, 2001), seen.slice(2001)];
  // SciPy: t.ppf(0.975, 4) = 2.776445, times √(5 / 4) = 3.104160; norm.cdf(−3.104160) = 0.0009541006.
  const expected = bcaInterval(estimate, drawn, left, 1 - 2 * 0.0009541005518824744);
  expect(interval!.low).toBeCloseTo(expected!.low, 6);
  expect(interval!.high).toBeCloseTo(expected!.high, 6);
});

test('an acceleration that turns the quantile around gives the extreme values', () => {
  const drawn = Array.from({ length: 101 }, (_, index) => index);
  // One of a thousand is far off: the skewness of the influence is near √1000, its sixth of n^1.5 near 1/6,
  // and 1 − a · z is below 0 where z lies 6.1 out.
  const outlier = (value: number): number[] => [value, ...new Array<number>(999).fill(0)];
  const farOut = 1 - 1e-9;
  expect(bcaInterval(50, drawn, outlier(1), farOut)!.low).toBe(0);
  expect(bcaInterval(50, drawn, outlier(-1), farOut)!.high).toBe(100);
});

test.each([0, 1, -0.9, 95])('refuses the confidence %d', (confidence) => {
  expect(() => bcaInterval(1, [0, 1, 2], [0, 1], confidence)).toThrowError(
    expect.objectContaining({ name: 'MetricsError', code: 'METRICS_PROBABILITY' }),
  );
});
