import { describe, expect, it } from 'vitest';
import { layerShape } from '../layer-rules.js';
import { NetworkError } from '../network-error.js';
import type { Layer } from './layer-types.js';

const merge = (
  type: 'add' | 'multiply' | 'maximum' | 'minimum' | 'subtract',
  inputs = 2,
): Layer => ({
  type,
  name: 'merged',
  inputs: Array.from({ length: inputs }, (_, index) => `input${index}`),
});

describe('a merge of values at each place', () => {
  it.each(['add', 'multiply', 'maximum', 'minimum', 'subtract'] as const)(
    'repeats what has the length 1: %s',
    (type) => {
      const shapes = [
        [7, 6, 4],
        [1, 1, 4],
      ] as const;
      expect(layerShape(merge(type), shapes)).toEqual([7, 6, 4]);
      expect(layerShape(merge(type), shapes.toReversed())).toEqual([7, 6, 4]);
      expect(
        layerShape(merge(type), [
          [7, 1, 4],
          [1, 6, 1],
        ]),
      ).toEqual([7, 6, 4]);
    },
  );

  it('takes as many inputs as there are', () => {
    expect(
      layerShape(merge('multiply', 3), [
        [1, 1, 4],
        [7, 6, 1],
        [7, 6, 4],
      ]),
    ).toEqual([7, 6, 4]);
  });

  it.each([
    [
      'other lengths',
      [
        [7, 6, 4],
        [7, 6, 3],
      ],
    ],
    ['another number of axes', [[7, 6, 4], [4]]],
    [
      'a length that only the first two share',
      [
        [2, 1],
        [1, 3],
        [4, 3],
      ],
    ],
  ])('refuses %s', (_, shapes) => {
    const infer = (): unknown => layerShape(merge('multiply', shapes.length), shapes);
    expect(infer).toThrow(NetworkError);
    expect(infer).toThrow(
      /layer "merged" \(multiply\) takes inputs whose axes have one length or 1/,
    );
  });
});
