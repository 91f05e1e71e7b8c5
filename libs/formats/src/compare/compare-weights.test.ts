import { describe, expect, test } from 'vitest';
import { compareWeights } from './compare-weights.js';
import type { WeightedLayer } from './weighted-layer.js';

function layer(name: string, values: readonly number[], settings = ''): WeightedLayer {
  const weights = [{ name: 'kernel', shape: [values.length], data: values }];
  return { name, type: 'dense', settings, weights };
}

describe('comparing weights', () => {
  test('finds the largest difference, also as a part of the largest magnitude', () => {
    const found = compareWeights([layer('a', [1, -4, 2])], [layer('a', [1, -3, 2.5])], 0);
    expect(found).toMatchObject({ equal: false, maxAbsolute: 1, maxRelative: 0.25 });
    expect(found.layers).toEqual([
      {
        name: 'a',
        type: 'dense',
        status: 'weights',
        weights: [{ name: 'kernel', shape: [3], maxAbsolute: 1, maxRelative: 0.25 }],
      },
    ]);
  });

  test.each([
    [0.25, true],
    [0.2499, false],
  ])('counts differences of a quarter with tolerance %d as equal: %s', (tolerance, equal) => {
    const found = compareWeights([layer('a', [1, -4])], [layer('a', [1, -3])], tolerance);
    expect(found.equal).toBe(equal);
  });

  test('lists layers that only one has, those of the first before', () => {
    const { layers, equal } = compareWeights([layer('a', [1])], [layer('b', [1])], 1);
    expect(equal).toBe(false);
    expect(layers.map(({ name, status }) => [name, status])).toEqual([
      ['a', 'only in first'],
      ['b', 'only in second'],
    ]);
  });

  test('tells other settings and other shapes apart', () => {
    const first = [layer('a', [1], 'strides 1'), layer('b', [1, 2])];
    const second = [layer('a', [1], 'strides 2'), layer('b', [1])];
    const { layers } = compareWeights(first, second, 0);
    expect(layers.map(({ status }) => status)).toEqual(['settings', 'shapes']);
  });

  test.each([
    [NaN, NaN, 0],
    [Infinity, Infinity, 0],
    [NaN, 1, Infinity],
    [-Infinity, Infinity, Infinity],
    [0, -0, 0],
  ])('of %d and %d is %d', (one, other, apart) => {
    const { maxAbsolute } = compareWeights([layer('a', [one])], [layer('a', [other])], 0);
    expect(maxAbsolute).toBe(apart);
  });
});
