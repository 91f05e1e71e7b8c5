import type { Layer } from '@gender/network';
import { describe, expect, it } from 'vitest';
import { chain, conv, ramp, type Link } from '../../test/files.js';
import { kerasGraph } from '../encode/keras-graph.js';
import { KerasError } from '../keras-error.js';
import { isKnownLayer } from './layer-converters.js';

/** What a layer of a network for pictures `(8, 8, 3)` becomes: classes and options. */
function encoded(...links: Link[]): [string, Record<string, unknown>][] {
  const { layers } = kerasGraph('a model', chain([8, 8, 3], ...links));
  return layers.map(({ className, config }) => [className, config]);
}

const pool = (options: Partial<Link & { type: 'maxPool' }> = {}): Link => ({
  type: 'maxPool',
  name: 'pool',
  poolSize: [2, 2],
  strides: [2, 2],
  padding: [0, 0, 0, 0],
  ...options,
});

describe('a plain layer', () => {
  it.each<[Link, string, Record<string, unknown>]>([
    [{ type: 'relu', name: 'a', negativeSlope: 0 }, 'Activation', { activation: 'relu' }],
    [{ type: 'relu', name: 'a', negativeSlope: 0.1 }, 'ReLU', { negative_slope: 0.1 }],
    [{ type: 'sigmoid', name: 'a' }, 'Activation', { activation: 'sigmoid' }],
    [{ type: 'tanh', name: 'a' }, 'Activation', { activation: 'tanh' }],
    [{ type: 'softmax', name: 'a' }, 'Activation', { activation: 'softmax' }],
    [{ type: 'dropout', name: 'a', rate: 0.25 }, 'Dropout', { rate: 0.25 }],
    [{ type: 'flatten', name: 'a' }, 'Flatten', { data_format: 'channels_last' }],
    [{ type: 'reshape', name: 'a', shape: [4, 48] }, 'Reshape', { target_shape: [4, 48] }],
    [{ type: 'permute', name: 'a', axes: [2, 0, 1] }, 'Permute', { dims: [3, 1, 2] }],
    [{ type: 'globalMaxPool', name: 'a' }, 'GlobalMaxPooling2D', {}],
    [{ type: 'globalAveragePool', name: 'a' }, 'GlobalAveragePooling2D', {}],
    [
      { type: 'zeroPadding', name: 'a', padding: [1, 2, 3, 4] },
      'ZeroPadding2D',
      {
        padding: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [
      { type: 'cropping', name: 'a', cropping: [1, 2, 3, 1] },
      'Cropping2D',
      {
        cropping: [
          [1, 2],
          [3, 1],
        ],
      },
    ],
  ])('%j is one Keras layer of the same name', (link, className, options) => {
    const [layer, ...others] = encoded(link);
    expect(others).toEqual([]);
    expect(layer).toEqual([className, expect.objectContaining({ name: 'a', ...options })]);
    expect(isKnownLayer({ className, config: {} })).toBe(true);
  });
});

describe('padding of a convolution', () => {
  // A window of 3 over 8 places with a stride of 1 keeps them with one row on each side.
  it.each([
    ['none', [0, 0, 0, 0], 'valid'],
    ['as much as keeps the size', [1, 1, 1, 1], 'same'],
  ] as const)('of %s has a word', (_, padding, word) => {
    expect(encoded(conv('c', { padding }))).toEqual([
      ['Conv2D', expect.objectContaining({ padding: word })],
    ]);
  });

  it('of anything else is a layer before it', () => {
    expect(encoded(conv('c', { padding: [2, 0, 1, 1] }))).toEqual([
      [
        'ZeroPadding2D',
        expect.objectContaining({
          name: 'c_padding',
          padding: [
            [2, 0],
            [1, 1],
          ],
        }),
      ],
      ['Conv2D', expect.objectContaining({ name: 'c', padding: 'valid' })],
    ]);
  });

  it('with strides and dilation together has none', () => {
    const layer = conv('c', { strides: [2, 2], dilation: [2, 2] });
    expect(() => encoded(layer)).toThrow(KerasError);
    expect(() => encoded(layer)).toThrow(/a model: layer "c" \(conv2d\) has strides \(2, 2\)/);
  });
});

describe('padding of a pool', () => {
  it('behind the last window changes nothing', () => {
    expect(encoded(pool({ padding: [0, 1, 0, 1] }))).toEqual([
      ['MaxPooling2D', expect.objectContaining({ padding: 'valid' })],
    ]);
  });

  it('is zeros where no value is below them, behind a ReLU', () => {
    const relu: Link = { type: 'relu', name: 'r', negativeSlope: 0 };
    const classes = encoded(relu, pool({ poolSize: [3, 3], padding: [1, 1, 1, 1] }));
    expect(classes.map(([className]) => className)).toEqual([
      'Activation',
      'ZeroPadding2D',
      'MaxPooling2D',
    ]);
  });

  it('else pools every place and leaves out those not asked for', () => {
    const layers = encoded(pool({ poolSize: [3, 3], padding: [1, 1, 1, 1] }));
    expect(layers.map(([className, { name }]) => [className, name])).toEqual([
      ['MaxPooling2D', 'pool_everywhere'],
      ['Cropping2D', 'pool_cropping'],
      ['MaxPooling2D', 'pool'],
    ]);
  });

  it('of more than half a window has no form', () => {
    const layer = pool({ poolSize: [4, 4], strides: [1, 1], padding: [3, 0, 3, 0] });
    expect(() => encoded(layer)).toThrow(/pads its windows of \(4, 4\) by \(3, 0, 3, 0\)/);
  });
});

describe('a transposed convolution', () => {
  const transposed = (options: Partial<Link & { type: 'convTranspose2d' }> = {}): Link => ({
    type: 'convTranspose2d',
    name: 't',
    strides: [2, 2],
    cropping: [0, 0, 0, 0],
    groups: 1,
    kernel: ramp(3, 3, 4, 3),
    ...options,
  });

  it('is one layer where nothing is cut', () => {
    expect(encoded(transposed())).toEqual([
      [
        'Conv2DTranspose',
        expect.objectContaining({ filters: 4, kernel_size: [3, 3], strides: [2, 2] }),
      ],
    ]);
  });

  it('is cut by a layer behind it, also of what longer strides leave empty', () => {
    const layers = encoded(transposed({ strides: [5, 3], cropping: [1, 0, 0, 2] }));
    expect(layers.map(([, { name, cropping }]) => [name, cropping])).toEqual([
      ['t', undefined],
      [
        't_cropping',
        [
          [1, 2],
          [0, 2],
        ],
      ],
    ]);
  });
});

describe('what Keras does not have', () => {
  it('is refused by name, with what was to be written', () => {
    const layer: Link<Layer> = {
      type: 'localResponseNormalization',
      name: 'lrn',
      size: 5,
      alpha: 1e-4,
      beta: 0.75,
      kappa: 1,
    };
    expect(() => encoded(layer)).toThrow(
      /cannot write a model: layer "lrn" \(localResponseNormalization\)/,
    );
    expect(isKnownLayer({ className: 'LocalResponseNormalization', config: {} })).toBe(false);
  });
});
