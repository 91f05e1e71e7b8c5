import type { Conv2dLayer, Layer, Network } from '@gender/network';
import { zeroTensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { quantizableActivations } from './quantizable-activations.js';

const conv = (name: string, input: string): Conv2dLayer => ({
  type: 'conv2d',
  name,
  inputs: [input],
  strides: [1, 1],
  padding: [0, 0, 0, 0],
  dilation: [1, 1],
  groups: 1,
  kernel: zeroTensor('float32', [1, 1, 2, 2]),
});
const relu = (name: string, input: string, negativeSlope = 0): Layer => ({
  type: 'relu',
  name,
  inputs: [input],
  negativeSlope,
});
const networkOf = (...layers: Layer[]): Network => ({
  name: 'small',
  input: { name: 'image', shape: [4, 4, 2] },
  layers,
  output: layers.at(-1)!.name,
});

describe('quantizableActivations', () => {
  it('names the input and the ReLUs of a chain, neither pools nor dropouts', () => {
    const network = networkOf(
      conv('conv1', 'image'),
      relu('relu1', 'conv1'),
      {
        type: 'maxPool',
        name: 'pool',
        inputs: ['relu1'],
        poolSize: [2, 2],
        strides: [2, 2],
        padding: [0, 0, 0, 0],
      },
      { type: 'dropout', name: 'dropout', inputs: ['pool'], rate: 0.5 },
      conv('conv2', 'dropout'),
      relu('relu2', 'conv2'),
    );
    expect(quantizableActivations(network)).toEqual(['image', 'relu1', 'relu2']);
  });

  it('names a convolution itself where no ReLU, another layer too, or a leaky ReLU reads it', () => {
    const network = networkOf(
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
    expect(quantizableActivations(networkOf(relu('relu', 'image')))).toEqual([]);
  });
});
