import { expect, it } from 'vitest';
import { containerNames } from './container-names.js';

it('names groups as the archives of Keras do', () => {
  const classes = ['InputLayer', 'Conv2D', 'ReLU', 'Conv2D', 'Conv2DTranspose', 'MaxPooling2D'];
  expect(containerNames(classes)).toEqual([
    'input_layer',
    'conv2d',
    're_lu',
    'conv2d_1',
    'conv2d_transpose',
    'max_pooling2d',
  ]);
  expect(containerNames(['GlobalAveragePooling2D', 'ZeroPadding2D', 'Functional'])).toEqual([
    'global_average_pooling2d',
    'zero_padding2d',
    'functional',
  ]);
});
