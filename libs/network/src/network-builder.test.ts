import { zeroTensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { relu } from './layers/activations.js';
import { conv2d } from './layers/conv2d.js';
import { maxPool } from './layers/pool.js';
import { NetworkBuilder } from './network-builder.js';
import { validateNetwork } from './validate-network.js';

const input = { name: 'image', shape: [8, 10, 3] };
const kernel = zeroTensor('float32', [3, 3, 3, 16]);

describe('NetworkBuilder', () => {
  it('builds a chain of layers that each read the output of the one before', () => {
    const builder = new NetworkBuilder(input);
    builder.add(conv2d('conv', builder.output, { kernel }));
    builder.add(relu('relu', builder.output));
    builder.add(maxPool('pool', builder.output));
    const network = validateNetwork(builder.build({ name: 'tiny' }));
    expect(network).toMatchObject({ name: 'tiny', input, output: 'pool' });
    expect(network.layers.map(({ name, inputs }) => [name, ...inputs])).toEqual([
      ['conv', 'image'],
      ['relu', 'conv'],
      ['pool', 'relu'],
    ]);
  });

  it('knows the shape of every activation, with the input and layers added a moment ago', () => {
    const builder = new NetworkBuilder(input);
    expect([builder.output, builder.shapeOf('image')]).toEqual(['image', [8, 10, 3]]);
    const conv = builder.add(conv2d('conv', 'image', { kernel }));
    expect(builder.shapeOf(conv)).toEqual([6, 8, 16]);
    expect(builder.shapeOf(builder.add(maxPool('pool', conv)))).toEqual([3, 4, 16]);
    expect(() => builder.shapeOf('elsewhere')).toThrow('the shape of "elsewhere" is missing');
  });

  it.each([
    [1, ['relu', 'image_1', 'relu_1', 'relu_2']],
    [2, ['relu', 'image_2', 'relu_2', 'relu_3']],
  ] as const)('numbers layers whose name is taken from %d', (first, names) => {
    const builder = new NetworkBuilder(input, first);
    const given = ['relu', 'image', 'relu', 'relu'].map((name) => builder.add(relu(name, 'image')));
    expect(given).toEqual(names);
    expect(builder.layers.map(({ name }) => name)).toEqual(names);
    expect(builder.uniqueName('relu')).toBe(`relu_${first + 2}`);
  });

  it('refuses a layer that reads what is not there or cannot take its shape, and stays as it was', () => {
    const builder = new NetworkBuilder(input);
    expect(() => builder.add(relu('relu', 'pool'))).toThrow(
      expect.objectContaining({
        code: 'NETWORK_GRAPH',
        message: 'layer "relu" (relu) reads "pool", which does not exist',
      }),
    );
    const wrong = conv2d('conv', 'image', { kernel: zeroTensor('float32', [3, 3, 4, 16]) });
    expect(() => builder.add(wrong)).toThrow(expect.objectContaining({ code: 'NETWORK_SHAPE' }));
    expect(builder.layers).toEqual([]);
    expect(builder.add(relu('conv', 'image'))).toBe('conv');
  });

  it('builds networks with what is known of them, which later layers do not change', () => {
    const builder = new NetworkBuilder(input);
    builder.add(maxPool('pool', 'image'));
    builder.add(relu('relu', 'pool'));
    const classes = ['a', 'b', 'c'];
    const network = builder.build({ name: 'tiny', output: 'pool', classes });
    builder.add(relu('more', 'pool'));
    expect(network).toMatchObject({ output: 'pool', classes });
    expect(network.layers).toHaveLength(2);
  });
});
