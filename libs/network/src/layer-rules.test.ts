import { elementCount, zeroTensor, type Float32Tensor } from '@gender/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  firstInput,
  fixesSize,
  layerMultiplyAdds,
  layerShape,
  layerWeights,
} from './layer-rules.js';
import { relu } from './layers/activations.js';
import type { ConvTranspose2dLayer } from './layers/conv-transpose2d.js';
import { conv2d } from './layers/conv2d.js';
import { dense } from './layers/dense.js';
import type { Layer } from './layers/layer-types.js';
import { maxPool } from './layers/pool.js';

const zeros = (...shape: number[]): Float32Tensor => zeroTensor('float32', shape);
const small = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const pairOf = (each: fc.Arbitrary<number>): fc.Arbitrary<[number, number]> => fc.tuple(each, each);

/** Every place at which a window lies inside, found by trying one after the other. */
function countPlaces(length: number, window: number, stride: number): number {
  let places = 0;
  for (let start = 0; start + window <= length; start += stride) places += 1;
  return places;
}

describe('layerShape', () => {
  it('has a place for every window of a convolution that lies inside the padded map', () => {
    const margins = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3));
    fc.assert(
      fc.property(
        pairOf(small(12)),
        pairOf(small(4)),
        pairOf(small(3)),
        pairOf(small(3)),
        margins,
        ([height, width], [rows, columns], strides, dilation, padding) => {
          const kernel = zeros(rows, columns, 2, 5);
          const layer = conv2d('conv', 'image', { kernel, strides, dilation, padding });
          const [top, bottom, left, right] = padding;
          const expected = [
            countPlaces(top + height + bottom, dilation[0] * (rows - 1) + 1, strides[0]),
            countPlaces(left + width + right, dilation[1] * (columns - 1) + 1, strides[1]),
          ];
          const shape = (): unknown => layerShape(layer, [[height, width, 2]]);
          if (expected.includes(0)) expect(shape).toThrow('needs at least');
          else expect(shape()).toEqual([...expected, 5]);
        },
      ),
    );
  });

  it('undoes a convolution by the transposed one of the same kernel and strides', () => {
    fc.assert(
      fc.property(
        pairOf(small(6)),
        pairOf(small(4)),
        pairOf(small(3)),
        ([height, width], [rows, columns], strides) => {
          const up: ConvTranspose2dLayer = {
            type: 'convTranspose2d',
            name: 'up',
            inputs: ['image'],
            strides,
            cropping: [0, 0, 0, 0],
            groups: 1,
            kernel: zeros(rows, columns, 3, 2),
          };
          const larger = layerShape(up, [[height, width, 2]]);
          const down = conv2d('down', 'up', { kernel: zeros(rows, columns, 3, 2), strides });
          expect(layerShape(down, [larger])).toEqual([height, width, 2]);
        },
      ),
    );
  });

  it('keeps the number of values where layers only move them', () => {
    const shapes = fc.array(small(5), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(shapes, (shape) => {
        const base = { name: 'moved', inputs: ['image'] };
        const axes = shape.map((_, axis) => shape.length - 1 - axis);
        const layers: Layer[] = [
          { ...base, type: 'flatten' },
          { ...base, type: 'reshape', shape: [elementCount(shape), 1] },
          { ...base, type: 'permute', axes },
        ];
        for (const layer of layers) {
          expect(elementCount(layerShape(layer, [shape]))).toBe(elementCount(shape));
        }
        expect(layerShape(layers[2]!, [shape])).toEqual(shape.toReversed());
      }),
    );
  });

  it('is undone by cropping what was padded', () => {
    const margins = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3));
    fc.assert(
      fc.property(small(9), small(9), margins, (height, width, sides) => {
        const base = { name: 'margins', inputs: ['image'] };
        const padded = layerShape({ ...base, type: 'zeroPadding', padding: sides }, [
          [height, width, 3],
        ]);
        const cropped = layerShape({ ...base, type: 'cropping', cropping: sides }, [padded]);
        expect(cropped).toEqual([height, width, 3]);
      }),
    );
  });

  it('adds up the last axes of what is concatenated', () => {
    const layer: Layer = { type: 'concatenate', name: 'all', inputs: ['a', 'b', 'c'] };
    expect(
      layerShape(layer, [
        [2, 3, 4],
        [2, 3, 1],
        [2, 3, 5],
      ]),
    ).toEqual([2, 3, 10]);
    expect(layerShape(layer, [[4], [1], [5]])).toEqual([10]);
    expect(() =>
      layerShape(layer, [
        [2, 3, 4],
        [3, 4],
        [2, 3, 4],
      ]),
    ).toThrow('differ in the last');
  });

  it('is not asked of a layer that reads nothing', () => {
    expect(() => layerShape(relu('relu', 'image'), [])).toThrow(
      expect.objectContaining({
        code: 'NETWORK_GRAPH',
        message: 'layer "relu" (relu) reads nothing',
      }),
    );
    expect(() => firstInput({ ...relu('relu', 'image'), inputs: [] })).toThrow('"relu" is missing');
  });
});

describe('layerMultiplyAdds', () => {
  it.each<[Layer, readonly number[], number]>([
    // 6 · 7 places of 3 · 3 · 4 weights for each of 6 filters.
    [conv2d('conv', 'image', { kernel: zeros(3, 3, 4, 6) }), [8, 9, 4], 6 * 7 * 3 * 3 * 4 * 6],
    // Each of two groups sees half of the channels.
    [
      conv2d('conv', 'image', { kernel: zeros(3, 3, 2, 6), groups: 2 }),
      [8, 9, 4],
      6 * 7 * 3 * 3 * 2 * 6,
    ],
    [dense('fc', 'image', { kernel: zeros(4, 5), bias: zeros(5) }), [4], 4 * 5],
    [dense('fc', 'image', { kernel: zeros(4, 5) }), [2, 3, 4], 2 * 3 * 4 * 5],
    [maxPool('pool', 'image'), [8, 9, 4], 0],
    [relu('relu', 'image'), [8, 9, 4], 0],
  ])('counts those of %o', (layer, shape, expected) => {
    expect(layerMultiplyAdds(layer, [shape])).toBe(expected);
  });
});

describe('layerWeights', () => {
  it('lists what a layer has, in the order of Keras, and leaves out what is absent', () => {
    const [mean, variance, beta] = [zeros(2), zeros(2), zeros(2)];
    const layer: Layer = {
      type: 'batchNormalization',
      name: 'bn',
      inputs: ['image'],
      epsilon: 0,
      variance,
      mean,
      beta,
    };
    expect(layerWeights(layer).map(({ name }) => name)).toEqual(['beta', 'mean', 'variance']);
    expect(layerWeights({ ...layer, gamma: mean })[0]).toEqual({ name: 'gamma', tensor: mean });
    expect(layerWeights(relu('relu', 'image'))).toEqual([]);
  });
});

describe('fixesSize', () => {
  const base = { name: 'layer', inputs: ['image'] };
  it.each<[Layer, readonly number[], boolean]>([
    [{ ...base, type: 'flatten' }, [4, 4, 2], true],
    [{ ...base, type: 'flatten' }, [32], false],
    [{ ...base, type: 'reshape', shape: [32] }, [4, 4, 2], true],
    [{ ...base, type: 'globalMaxPool' }, [4, 4, 2], false],
    [relu('relu', 'image'), [4, 4, 2], false],
  ])('says of %o for %j: %j', (layer, shape, expected) => {
    expect(fixesSize(layer, [shape])).toBe(expected);
  });
});
