import { conv2d, maxPool, networkOf, relu, type Layer } from '@gender/network';
import { zeroTensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { quantizableActivations } from './quantizable-activations.js';

const kernel = zeroTensor('float32', [1, 1, 2, 2]);
const conv = (name: string, input: string): Layer => conv2d(name, input, { kernel });

describe('quantizableActivations', () => {
  it('names the input and the ReLUs of a chain, neither pools nor dropouts', () => {
    const network = networkOf(
      'small',
      [4, 4, 2],
      conv('conv1', 'image'),
      relu('relu1', 'conv1'),
      maxPool('pool', 'relu1'),
      { type: 'dropout', name: 'dropout', inputs: ['pool'], rate: 0.5 },
      conv('conv2', 'dropout'),
      relu('relu2', 'conv2'),
    );
    expect(quantizableActivations(network)).toEqual(['image', 'relu1', 'relu2']);
  });

  it('names a convolution itself where no ReLU, another layer too, or a leaky ReLU reads it', () => {
    const network = networkOf(
      'small',
      [4, 4, 2],
      conv('plain', 'image'),
      conv('shared', 'plain'),
      relu('relu', 'shared'),
      { type: 'add', name: 'sum', inputs: ['shared', 'relu'] },
      conv('leaky', 'sum'),
      relu('leaky_relu', 'leaky', 0.1),
    );
    expect(quantizableActivations(network)).toEqual(['image', 'plain', 'shared', 'sum', 'leaky']);
  });

  it('names nothing without convolutions', () => {
    expect(quantizableActivations(networkOf('small', [2], relu('relu', 'image')))).toEqual([]);
  });
});
