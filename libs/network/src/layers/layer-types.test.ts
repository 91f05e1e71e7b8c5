import { zeroTensor } from '@gender/tensor';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { relu } from './activations.js';
import { conv2d, type Conv2dLayer } from './conv2d.js';
import {
  dispatchLayer,
  layerTypes,
  type Layer,
  type LayerOf,
  type LayerTable,
} from './layer-types.js';

describe('layerTypes', () => {
  it.each(Object.entries(layerTypes))('has %s under its own name', (type, { schema }) => {
    expect(schema.shape.type.value).toBe(type);
  });

  it('makes types whose fields cannot be written to', () => {
    expectTypeOf<LayerOf<'conv2d'>>().toEqualTypeOf<Conv2dLayer>();
    expectTypeOf<LayerOf<'tanh'>>().toEqualTypeOf<{
      readonly type: 'tanh';
      readonly name: string;
      readonly inputs: readonly string[];
    }>();
    expectTypeOf<Extract<Layer, { type: 'maxPool' }>>().toEqualTypeOf<LayerOf<'maxPool'>>();
  });
});

it('calls the entry of a table for the type of a layer, with the layer and what else is given', () => {
  const unexpected = (layer: Layer): string => `unexpected ${layer.type}`;
  const none = Object.fromEntries(Object.keys(layerTypes).map((type) => [type, unexpected]));
  const table = {
    ...(none as unknown as LayerTable<[number], string>),
    relu: ({ negativeSlope }, count) => `slope ${negativeSlope}, ${count}`,
    conv2d: ({ groups }, count) => `groups ${groups}, ${count}`,
  } satisfies LayerTable<[number], string>;
  const kernel = zeroTensor('float32', [1, 1, 1, 1]);
  const layers: Layer[] = [relu('a', 'image', 0.5), conv2d('b', 'a', { kernel, groups: 3 })];
  expect(layers.map((layer) => dispatchLayer(table, layer, 7))).toEqual([
    'slope 0.5, 7',
    'groups 3, 7',
  ]);
});
