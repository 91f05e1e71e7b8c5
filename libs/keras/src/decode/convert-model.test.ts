import { tensor, type Float32Tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import {
  decodeConfig,
  decodeGraph,
  decodeSequential,
  evaluate,
  kerasLayer,
  layersOf,
  type DecodeOptions,
  type KerasLayer,
} from '../../test/decode.js';
import { ramp } from '../../test/files.js';
import { KerasError } from '../keras-error.js';

const floats = (...values: number[]): Float32Tensor =>
  tensor('float32', [values.length], Float32Array.from(values));

describe('a layer without weights', () => {
  it.each<[string, object, object[]]>([
    ['MaxPooling2D', {}, [{ type: 'maxPool', poolSize: [2, 2], strides: [2, 2] }]],
    [
      'AveragePooling2D',
      { pool_size: 3, strides: 1, padding: 'same' },
      [{ type: 'averagePool', poolSize: [3, 3], strides: [1, 1], padding: [1, 1, 1, 1] }],
    ],
    ['GlobalMaxPooling2D', {}, [{ type: 'globalMaxPool' }]],
    [
      'GlobalAveragePooling2D',
      { keepdims: true },
      [{ type: 'globalAveragePool' }, { type: 'reshape', shape: [1, 1, 3] }],
    ],
    ['UpSampling2D', { size: 3 }, [{ type: 'upSampling', size: [3, 3], interpolation: 'nearest' }]],
    [
      'ZeroPadding2D',
      {
        padding: [
          [1, 0],
          [2, 3],
        ],
      },
      [{ padding: [1, 0, 2, 3] }],
    ],
    [
      'Cropping2D',
      {
        cropping: [
          [1, 0],
          [2, 3],
        ],
      },
      [{ cropping: [1, 0, 2, 3] }],
    ],
    ['Reshape', { target_shape: [-1, 6] }, [{ type: 'reshape', shape: [32, 6] }]],
    ['Permute', { dims: [3, 1, 2] }, [{ type: 'permute', axes: [2, 0, 1] }]],
    ['Permute', { dims: [1, 2, 3] }, []],
    ['Flatten', {}, [{ type: 'flatten' }]],
    ['Dropout', { rate: 0.25 }, [{ type: 'dropout', rate: 0.25 }]],
    ['UnitNormalization', {}, [{ type: 'unitNormalization' }]],
  ])('%s with %j', (className, config, wanted) => {
    // Something before it, so that a network is left where it changes nothing.
    const before = kerasLayer('ReLU', { name: 'before' });
    const layers = decodeSequential([before, kerasLayer(className, config)], { shape: [8, 8, 3] });
    expect(layers.layers.slice(1)).toMatchObject(wanted);
    expect(layers.layers).toHaveLength(1 + wanted.length);
  });

  it.each([
    ...['RandomFlip', 'RandomRotation', 'RandomZoom', 'RandomContrast', 'RandomBrightness'],
    ...['SpatialDropout2D', 'GaussianNoise', 'GaussianDropout', 'AlphaDropout'],
    ...['ActivityRegularization', 'Identity', 'MixUp', 'CutMix', 'RandAugment'],
  ])('%s, which does something in training only, is left out', (className) => {
    const layers = [kerasLayer(className), kerasLayer('ReLU', { name: 'relu' })];
    expect(decodeSequential(layers, { shape: [8, 8, 3] }).layers).toMatchObject([
      { name: 'relu', inputs: ['x'] },
    ]);
  });
});

describe('a normalisation', () => {
  const [gamma, beta] = [floats(1, 2, 3), floats(4, 5, 6)];
  const statistics = { moving_mean: floats(7, 8, 9), moving_variance: floats(1, 4, 9) };

  it('of batches reads its statistics', () => {
    const network = decodeSequential([kerasLayer('BatchNormalization', { epsilon: 0.5 })], {
      weights: { mine: { gamma, beta, ...statistics } },
    });
    // (x − mean) / √(variance + ε) · γ + β
    const wanted = [3 / Math.sqrt(1.5) + 4, (2 * 2) / Math.sqrt(4.5) + 5, 3 / Math.sqrt(9.5) + 6];
    for (const [index, value] of evaluate(network, [10, 10, 10]).entries()) {
      expect(value).toBeCloseTo(wanted[index]!, 6);
    }
  });

  it('leaves factors and summands out where the options say so', () => {
    const [layer] = layersOf('BatchNormalization', { scale: false, center: false }, statistics);
    expect(layer).toMatchObject({ type: 'batchNormalization', epsilon: 1e-3 });
    expect(layer).not.toHaveProperty('gamma');
    expect(layer).not.toHaveProperty('beta');
  });

  it('along several axes puts them last and joins their weights', () => {
    const weights = { gamma: ramp(8, 3), beta: ramp(8, 3) };
    const layers = layersOf('LayerNormalization', { axis: [2, 3] }, weights);
    expect(layers.map((layer) => ('type' in layer ? layer.type : ''))).toEqual([
      'reshape',
      'layerNormalization',
      'reshape',
    ]);
    expect(layers[1]).toMatchObject({ gamma: { shape: [24], data: weights.gamma.data } });
  });

  it.each([
    ['in its options', { mean: [1, 2, 3], variance: [4, 16, 0] }, {}],
    ['among its weights', {}, { mean: floats(1, 2, 3), variance: floats(4, 16, 0) }],
  ])('of pixels has statistics %s', (_, config, weights) => {
    const normalization = [kerasLayer('Normalization', config)];
    const network = decodeSequential(normalization, { weights: { mine: weights } });
    // A deviation is 1e-7 at least.
    expect(evaluate(network, [5, 10, 3])).toEqual([2, 2, 0]);
  });

  it('of pixels can be turned round', () => {
    const config = { mean: [1, 2, 3], variance: [4, 16, 1], invert: true };
    const network = decodeSequential([kerasLayer('Normalization', config)]);
    expect(evaluate(network, [2, 2, 0])).toEqual([5, 10, 3]);
  });
});

/** A layer that reads others, as Keras 2 writes it. */
const reads = (className: string, config: object, ...names: string[]): KerasLayer => ({
  ...kerasLayer(className, config),
  inbound_nodes: [names.map((name) => [name, 0, 0, {}])],
});

describe('a layer of several inputs', () => {
  const twice = reads('Rescaling', { name: 'twice', scale: 2 }, 'x');

  it.each<[string, (x: number) => number]>([
    ['Add', (x) => 3 * x],
    ['Subtract', (x) => x - 2 * x],
    ['Multiply', (x) => 2 * x * x],
    ['Average', (x) => 1.5 * x],
    ['Maximum', (x) => Math.max(x, 2 * x)],
    ['Minimum', (x) => Math.min(x, 2 * x)],
  ])('%s', (className, wanted) => {
    const network = decodeGraph([twice, reads(className, {}, 'x', 'twice')], { version: 2 });
    expect(evaluate(network, [-3, 0, 5])).toEqual([-3, 0, 5].map(wanted));
  });

  it.each([
    [-1, ['concatenate']],
    [3, ['concatenate']],
    [1, ['permute', 'permute', 'concatenate', 'permute']],
  ])('Concatenate along axis %j', (axis, types) => {
    const layers = [twice, reads('Concatenate', { axis }, 'x', 'twice')];
    const { layers: found } = decodeGraph(layers, { shape: [2, 4, 3] });
    expect(found.slice(1).map(({ type }) => type)).toEqual(types);
  });
});

describe('a model', () => {
  it('that is used twice becomes layers of two names that share their weights', () => {
    const kernel = ramp(3, 3);
    const dense = kerasLayer('Dense', { name: 'shared', units: 3, use_bias: false });
    const layer = {
      ...dense,
      inbound_nodes: [[['x', 0, 0, {}]], [['shared', 0, 0, {}]]],
    };
    const last = {
      ...kerasLayer('ReLU', { name: 'last' }),
      inbound_nodes: [[['shared', 1, 0, {}]]],
    };
    const { layers } = decodeGraph([layer, last], { version: 2, weights: { shared: { kernel } } });
    expect(layers).toMatchObject([
      { name: 'shared', inputs: ['x'], kernel },
      { name: 'shared_1', inputs: ['shared'], kernel },
      { name: 'last', inputs: ['shared_1'] },
    ]);
  });

  it('within a model is flattened', () => {
    const inner = {
      class_name: 'Sequential',
      config: {
        name: 'inner',
        layers: [
          { class_name: 'InputLayer', config: { name: 'y', batch_input_shape: [null, 3] } },
          kerasLayer('ReLU', { name: 'deep' }),
        ],
      },
    };
    const { layers } = decodeSequential([inner, kerasLayer('Flatten')], { version: 2 });
    expect(layers.map(({ name, inputs }) => [name, inputs])).toEqual([
      ['deep', ['x']],
      ['mine', ['deep']],
    ]);
  });

  const open: DecodeOptions = { shape: [null, null, 3] };
  it('for pictures of any size says so, or is given one', () => {
    const layers = [kerasLayer('ReLU')];
    expect(decodeSequential(layers, open).input).toMatchObject({ anySize: true });
    const { input } = decodeSequential(layers, { ...open, inputShape: [32, 48, 3] });
    expect(input).toEqual({ name: 'x', shape: [32, 48, 3] });
  });

  it.each<[string, DecodeOptions, RegExp]>([
    ['another size than it has', { shape: [8, 8, 3], inputShape: [9, 9, 3] }, /not \(9, 9, 3\)/],
    ['other channels', { ...open, inputShape: [8, 8, 1] }, /takes inputs of shape \[null,null,3\]/],
    ['fewer axes', { shape: [8, 8, 3], inputShape: [8, 8] }, /not \(8, 8\)/],
    ['none, where it needs one', { shape: [null, 3] }, /does not fix the size of its input/],
  ])('is not read with an input of %s', (_, options, words) => {
    expect(() => decodeSequential([kerasLayer('ReLU')], options)).toThrow(words);
  });

  it('whose padding depends on the size of pictures asks for one', () => {
    const pool = kerasLayer('MaxPooling2D', { padding: 'same' });
    expect(() => decodeSequential([pool], open)).toThrow(/give one with the option inputShape/);
    const { layers } = decodeSequential([pool], { ...open, inputShape: [7, 8, 3] });
    expect(layers).toMatchObject([{ padding: [0, 1, 0, 0] }]);
  });

  it('that divides its pixels itself takes them as they are', () => {
    const rescaling = kerasLayer('Rescaling', { scale: 1 / 255 });
    const { normalization } = decodeSequential([rescaling], { shape: [8, 8, 3] });
    expect(normalization).toEqual({ mean: floats(0, 0, 0) });
    const other = kerasLayer('Rescaling', { scale: 0.5 });
    expect(decodeSequential([other], { shape: [8, 8, 3] }).normalization).toBeUndefined();
  });

  it('with several outputs is read up to the one that is asked for', () => {
    const config = {
      class_name: 'Functional',
      config: {
        name: 'm',
        layers: [
          {
            class_name: 'InputLayer',
            config: { name: 'x', batch_shape: [null, 3] },
            inbound_nodes: [],
          },
          reads('ReLU', { name: 'age' }, 'x'),
          reads('Softmax', { name: 'gender' }, 'x'),
        ],
        input_layers: [['x', 0, 0]],
        output_layers: [
          ['age', 0, 0],
          ['gender', 0, 0],
        ],
      },
    };
    expect(decodeConfig(config, { output: 'gender' }).output).toBe('gender');
    expect(() => decodeConfig(config)).toThrow(
      /2 outputs \("age", "gender"\); one is read: name it with the option output/,
    );
    expect(() => decodeConfig(config, { output: 'face' })).toThrow(/none of them "face" alone/);
  });
});

describe('what networks do not have', () => {
  it('is named together, with classes and names', () => {
    const layers = ['Resizing', 'CenterCrop', 'GroupNormalization'].map((className) =>
      kerasLayer(className, { name: `my_${className}` }),
    );
    const read = (): unknown => decodeSequential(layers, { shape: [8, 8, 3] });
    expect(read).toThrow(KerasError);
    expect(read).toThrow(
      'model.h5: layer "my_Resizing" (Resizing) has a class that networks do not have; ' +
        'layer "my_CenterCrop" (CenterCrop) has a class that networks do not have; ' +
        'layer "my_GroupNormalization" (GroupNormalization) has a class that networks do not have',
    );
  });

  it.each<[string, object, RegExp]>([
    ...['Conv2D', 'MaxPooling2D', 'GlobalMaxPooling2D', 'Flatten', 'UpSampling2D'].map(
      (className): [string, object, RegExp] => [
        className,
        { data_format: 'channels_first' },
        /data_format/,
      ],
    ),
    ['Conv2DTranspose', { output_padding: [1, 1] }, /output_padding/],
    ['Conv2DTranspose', { dilation_rate: [2, 2] }, /dilation_rate/],
    ['UpSampling2D', { interpolation: 'bicubic' }, /interpolation/],
    ['LayerNormalization', { rms_scaling: true }, /rms_scaling/],
    ['Dropout', { rate: 2 }, /rate/],
    ['Conv2D', { padding: 'causal' }, /padding/],
    ['Conv2D', { strides: [0, 1] }, /strides/],
    ['MaxPooling2D', { pool_size: [2, 2, 2] }, /pool_size/],
    ['RandomCrop', { height: 4 }, /RandomCrop/],
  ])('is refused by layer and option: %s with %j', (className, config, words) => {
    const weights = { kernel: ramp(3, 3, 3, 3), bias: ramp(3) };
    expect(() => layersOf(className, config, weights)).toThrow(words);
    expect(() => layersOf(className, config, weights)).toThrow(/^model\.h5: layer "mine"/);
  });
});
