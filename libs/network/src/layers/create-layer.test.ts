import { zeroTensor } from '@gender/tensor';
import { expect, it } from 'vitest';
import { relu } from './activations.js';
import { conv2d } from './conv2d.js';
import { dense } from './dense.js';
import { maxPool } from './pool.js';
import { inferShapes } from '../infer-shapes.js';
import { networkOf } from '../network-of.js';

const kernel = zeroTensor('float32', [3, 3, 4, 6]);
const bias = zeroTensor('float32', [6]);

it('makes what Keras makes by default of pictures of odd size', () => {
  const network = networkOf(
    'defaults',
    [9, 11, 4],
    conv2d('conv', 'image', { kernel }),
    relu('relu', 'conv'),
    maxPool('pool', 'relu'),
    dense('dense', 'pool', { kernel: zeroTensor('float32', [6, 2]) }),
  );
  expect(Object.fromEntries(inferShapes(network))).toEqual({
    image: [9, 11, 4],
    conv: [7, 9, 6],
    relu: [7, 9, 6],
    pool: [3, 4, 6],
    dense: [3, 4, 2],
  });
  expect(network.layers[1]).toMatchObject({ negativeSlope: 0 });
});

it('keeps what is asked for', () => {
  const options = { kernel, bias, strides: [2, 1], padding: [1, 0, 2, 0], groups: 2 } as const;
  const conv = conv2d('conv', 'image', { ...options, dilation: [1, 3] });
  expect(conv).toMatchObject({ ...options, inputs: ['image'], dilation: [1, 3] });
  expect(dense('dense', 'image', { kernel, bias })).toMatchObject({ kernel, bias });
  expect(relu('relu', 'image', 0.2)).toMatchObject({ negativeSlope: 0.2 });
  const pool = { poolSize: [3, 2], strides: [1, 2], padding: [0, 1, 0, 1] } as const;
  expect(maxPool('pool', 'image', pool)).toMatchObject(pool);
});

it('moves a pool by its size where no strides are given', () => {
  expect(maxPool('pool', 'image', { poolSize: [3, 2] }).strides).toEqual([3, 2]);
});

it('leaves a bias out that is not given', () => {
  expect(conv2d('conv', 'image', { kernel })).not.toHaveProperty('bias');
  expect(dense('dense', 'image', { kernel })).not.toHaveProperty('bias');
});
