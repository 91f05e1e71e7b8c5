import { createRandom } from '@gender/core';
import { describe, expect, test } from 'vitest';
import { bcaInterval, bootstrapIntervals } from './bootstrap.js';

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

  test.each([
    ['no images', 0, {}, /no images/],
    ['half a resample', 2, { resamples: 0.5 }, /0.5 resamples/],
    ['clusters of others', 2, { clusters: [1] }, /2 images but 1 clusters/],
  ])('refuses %s', (_, images, options, words) => {
    expect(() => bootstrapIntervals(mean([1, 2]), images, options)).toThrowError(words);
  });
});

test('resamples all on one side of the figure leave the outermost ones as limits', () => {
  expect(bcaInterval(0, [1, 2, 3], [0, 1])).toEqual({ low: 1, high: 3 });
});
