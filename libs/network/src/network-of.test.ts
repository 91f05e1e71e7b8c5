import { expect, it } from 'vitest';
import { relu } from './layers/activations.js';
import { NetworkError } from './network-error.js';
import { networkOf } from './network-of.js';
import { validateNetwork } from './validate-network.js';

it('reads what the first layer reads and returns the last', () => {
  const layers = [relu('a', 'image'), relu('b', 'a')];
  const network = networkOf('two', [4], ...layers);
  const input = { name: 'image', shape: [4] };
  expect(network).toEqual({ name: 'two', input, layers, output: 'b' });
  expect(validateNetwork(network)).toEqual(network);
});

it('refuses a network without layers, by name', () => {
  expect(() => networkOf('none', [4])).toThrow(NetworkError);
  expect(() => networkOf('none', [4])).toThrow('network "none" has no layer');
});
