import {
  matArray,
  matCell,
  matRow,
  matStruct,
  matText,
  type MatInput,
  type NumericArrays,
} from '@gender/mat';
import { describe, expect, it } from 'vitest';
import {
  conv,
  fileOf,
  layer,
  listener,
  normalization,
  single,
  sourceOf,
  weights,
  type Fields,
} from '../test/mat-files.js';
import { importMatConvNet } from './import-matconvnet.js';
import { MatConvNetError } from './matconvnet-error.js';

describe('importMatConvNet', () => {
  it('turns kernels of the first axis fastest into kernels of the last axis fastest', async () => {
    const kernel = single([1, 2, 3, 2]);
    const network = await importMatConvNet(
      await fileOf([layer('conv', weights(kernel, single([2, 1], [7, 8])))]),
    );
    expect(network.layers[0]).toMatchObject({
      kernel: { shape: [1, 2, 3, 2], data: Float32Array.of(0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11) },
      bias: { shape: [2], data: Float32Array.of(7, 8) },
    });
  });

  it('knows pads and strides as one number, one for each direction, or one for each side', async () => {
    const pool = (fields: Fields): MatInput => layer('pool', { pool: matRow(3, 2), ...fields });
    const network = await importMatConvNet(
      await fileOf([
        pool({ pad: matRow(1), stride: matRow(1), method: matText('avg') }),
        pool({ pad: matRow(2, 1), stride: matRow(2, 1) }),
        pool({ pad: matRow(0, 1, 1, 0) }),
        pool({ pad: single([0, 0]), stride: single([0, 0]) }),
      ]),
    );
    expect(network.layers).toMatchObject([
      {
        type: 'averagePool',
        name: 'pool1',
        poolSize: [3, 2],
        padding: [1, 1, 1, 1],
        strides: [1, 1],
      },
      { type: 'maxPool', padding: [2, 2, 1, 1], strides: [2, 1] },
      { padding: [0, 1, 1, 0], strides: [1, 1] },
      { padding: [0, 0, 0, 0], strides: [1, 1] },
    ]);
  });

  it('reads leaks, rates, dilation and groups, and treats softmaxloss as softmax', async () => {
    const network = await importMatConvNet(
      await fileOf([
        conv,
        layer('relu', { leak: matRow(0.25) }),
        layer('conv', { ...weights(single([2, 2, 1, 4]), single([0, 0])), dilate: matRow(2) }),
        layer('dropout', { rate: matRow(0.25) }),
        layer('softmaxloss'),
      ]),
    );
    expect(network.layers).toMatchObject([
      { name: 'conv1', inputs: ['input'], groups: 1, dilation: [1, 1] },
      { name: 'relu2', inputs: ['conv1'], negativeSlope: 0.25 },
      { name: 'conv3', groups: 2, dilation: [2, 2], bias: undefined },
      { name: 'dropout4', rate: 0.25 },
      { name: 'softmaxloss5', type: 'softmax' },
    ]);
  });

  it('puts back the axis of a single filter and reads doubles as singles', async () => {
    const kernel = matArray('double', [2, 2, 3], new Float64Array(12).fill(0.1));
    const network = await importMatConvNet(await fileOf([layer('conv', weights(kernel))]));
    expect(network.layers[0]).toMatchObject({
      kernel: { dtype: 'float32', shape: [2, 2, 3, 1], data: new Float32Array(12).fill(0.1) },
    });
  });

  it('keeps a mean picture, makes one colour of a plain one, and does without', async () => {
    const mean = async (averageImage: MatInput): Promise<unknown> => {
      const fields = { normalization: normalization({ averageImage }) };
      return (await importMatConvNet(await fileOf([conv], fields))).normalization?.mean;
    };
    const plain = Array.from({ length: 192 }, (_, index) => Math.floor(index / 64));
    expect(await mean(single([8, 8, 3], plain))).toMatchObject({
      shape: [3],
      data: Float32Array.of(0, 1, 2),
    });
    const picture = await mean(single([8, 8, 3]));
    // Row 0, column 1 of the picture: one column, eight rows, further on in MATLAB's order.
    expect(picture).toMatchObject({ shape: [8, 8, 3], data: { 3: 8, 4: 72, 5: 136 } });
    expect(await mean(single([0, 0]))).toBeUndefined();
    await expect(mean(single([5, 5, 3]))).rejects.toMatchObject({ code: 'MATCONVNET_FORMAT' });
  });

  it('keeps layers up to the one named and drops the class names with the rest', async () => {
    const classes = matStruct<MatInput>({ name: matCell([matText('a'), matText('b')], [2, 1]) });
    const source = await fileOf([conv, layer('relu'), layer('softmax')], { classes });
    const whole = await importMatConvNet(source);
    expect([whole.output, whole.classes]).toEqual(['softmax3', ['a', 'b']]);
    const part = await importMatConvNet(source, { until: 'relu2' });
    expect([part.output, part.classes, part.layers.length]).toEqual(['relu2', undefined, 2]);
    await expect(importMatConvNet(source, { until: 'pool5' })).rejects.toMatchObject({
      code: 'MATCONVNET_OPTION',
      message: 'nets/small.mat: has no layer "pool5"; its layers are conv1, relu2, softmax3',
    });
  });

  it('reads large filters after all where their layer is kept', async () => {
    const filters = 2 ** 19;
    const large: NumericArrays['single'] = new Float32Array(9 * filters).fill(0.5);
    const large4 = matArray('single', [1, 1, 9, filters], large);
    const first = layer('conv', weights(single([1, 1, 3, 9])));
    const source = await fileOf([first, layer('conv', weights(large4)), layer('relu')]);
    const network = await importMatConvNet(source, { until: 'conv2' });
    expect(network.layers[1]).toMatchObject({ kernel: { shape: [1, 1, 9, filters] } });
    const [, second] = network.layers;
    expect(second?.type === 'conv2d' && second.kernel.data.every((each) => each === 0.5)).toBe(
      true,
    );
  });

  it('warns about class names that do not fit and leaves them out', async () => {
    const { logger, heard } = listener();
    const classes = matStruct<MatInput>({ description: matCell([matText('one')]) });
    const network = await importMatConvNet(await fileOf([conv], { classes }), { logger });
    expect(network.classes).toBeUndefined();
    expect(heard).toEqual([
      'warn: nets/small.mat: names 1 classes, but the network tells 2 apart; the names are left out',
    ]);
  });

  it.each<[string, MatInput[], string, string]>([
    [
      'a layer of another type',
      [conv, layer('custom', { name: matText('roi') })],
      'MATCONVNET_LAYER',
      'layer 2 ("roi", type "custom") is of a type that is not imported here',
    ],
    [
      'a layer without a type',
      [matStruct<MatInput>({ name: matText('x') })],
      'MATCONVNET_FORMAT',
      'layer 1 ("x") has no field "type"',
    ],
    ['a convolution without filters', [layer('conv')], 'MATCONVNET_FORMAT', 'has no filters'],
    [
      'too few biases',
      [layer('conv', weights(single([1, 1, 3, 2]), single([1, 1])))],
      'MATCONVNET_FORMAT',
      '2 filters but 1 biases',
    ],
    [
      'filters for other channels',
      [layer('conv', weights(single([1, 1, 2, 2])))],
      'MATCONVNET_FORMAT',
      'for 2 channels, but reads 3',
    ],
    [
      'filters of five axes',
      [layer('conv', weights(single([1, 1, 3, 1, 2])))],
      'MATCONVNET_FORMAT',
      '5 axes',
    ],
    [
      'filters that are text',
      [layer('conv', weights(matText('abc')))],
      'MATCONVNET_FORMAT',
      'no real numbers but char',
    ],
    [
      'an unknown pooling',
      [layer('pool', { method: matText('sum') })],
      'MATCONVNET_FORMAT',
      'method "sum"',
    ],
    [
      'a stride of zero',
      [layer('pool', { stride: matRow(0) })],
      'MATCONVNET_FORMAT',
      'in field "stride", found [0]',
    ],
    ['three pads', [layer('pool', { pad: matRow(1, 1, 1) })], 'MATCONVNET_FORMAT', 'found [1 1 1]'],
    [
      'a leak of two numbers',
      [layer('relu', { leak: matRow(1, 2) })],
      'MATCONVNET_FORMAT',
      'one number in field "leak"',
    ],
    ['no layers', [], 'MATCONVNET_FORMAT', 'has no layers'],
  ])('refuses %s', async (_, layers, code, words) => {
    const error: unknown = await importMatConvNet(await fileOf(layers)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(MatConvNetError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) as unknown });
  });

  it('says what a file without a network holds', async () => {
    await expect(
      importMatConvNet(await sourceOf({ x: matRow(1), y: matRow(2) })),
    ).rejects.toMatchObject({
      code: 'MATCONVNET_FORMAT',
      message: expect.stringContaining('found x, y') as unknown,
    });
  });

  it('needs the size of the pictures, and something before the top to leave it out', async () => {
    const sizeless = await fileOf([conv, layer('reshape', { shape: matRow(1, 1, 2) })], {
      normalization: matStruct({}),
    });
    await expect(importMatConvNet(sizeless)).rejects.toThrow('normalization.imageSize');
    await expect(
      importMatConvNet(await fileOf([conv]), { includeTop: false }),
    ).rejects.toMatchObject({
      code: 'MATCONVNET_OPTION',
    });
  });
});
