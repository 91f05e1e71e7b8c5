import { matCell, matRow, matText, type MatInput } from '@gender/mat';
import type { Layer } from '@gender/network';
import { describe, expect, it } from 'vitest';
import {
  conv,
  dagNet,
  fileOf,
  layer,
  listener,
  single,
  sourceOf,
  weights,
  type DagLayer,
  type Fields,
} from '../../test/mat-files.js';
import { importMatConvNet } from '../import-matconvnet.js';

const none = single([0, 0]);

async function layersOf(...layers: MatInput[]): Promise<readonly Layer[]> {
  return (await importMatConvNet(await fileOf(layers))).layers;
}

/** What the layers of a DagNN become; its input `x` is 8 × 8 × 3. */
async function dagLayers(layers: DagLayer[], params: Fields = {}): Promise<readonly Layer[]> {
  return (await importMatConvNet(await sourceOf({ net: dagNet(layers, params) }))).layers;
}

describe('convolutions', () => {
  it('take no bias where it is empty', async () => {
    const [layer1] = await layersOf(layer('conv', weights(single([3, 3, 3, 2]), none)));
    expect(layer1).toMatchObject({ bias: undefined });
  });

  it('need filters even where there is a list of weights', async () => {
    const converting = layersOf(layer('conv', weights()));
    await expect(converting).rejects.toThrow('has no filters in "weights" or "filters"');
  });

  it('find their dilation among the options, whatever its case', async () => {
    const opts = matCell<MatInput>([matText('CuDNN'), matText('Dilate'), matRow(2, 1)]);
    const [layer1] = await layersOf(layer('conv', { ...weights(single([3, 3, 3, 2])), opts }));
    expect(layer1).toMatchObject({ dilation: [2, 1] });
  });

  it('transposed ones keep the order of their kernels', async () => {
    const [, up] = await layersOf(
      layer('conv', weights(single([1, 1, 3, 4]))),
      layer('convt', {
        ...weights(single([2, 1, 3, 4]), single([1, 6])),
        upsample: matRow(2, 1),
        crop: matRow(1, 0, 0, 0),
        numGroups: matRow(2),
      }),
    );
    expect(up).toMatchObject({
      type: 'convTranspose2d',
      strides: [2, 1],
      cropping: [1, 0, 0, 0],
      groups: 2,
      kernel: { shape: [2, 1, 3, 4], data: { 0: 0, 1: 6, 4: 2, 12: 1 } },
      bias: { shape: [6] },
    });
  });

  it('transposed ones without options neither spread nor crop', async () => {
    const [up] = await layersOf(layer('convt', weights(single([2, 2, 5, 3]))));
    expect(up).toMatchObject({ strides: [1, 1], cropping: [0, 0, 0, 0], groups: 1 });
  });
});

describe('batch normalisation', () => {
  const gamma = single([3, 1], [1, 2, 3]);
  const beta = single([1, 3], [4, 5, 6]);
  const moments = single([3, 2], [7, 8, 9, 1, 2, 3]);

  it('squares the deviations, which contain epsilon', async () => {
    const [bn] = await layersOf(layer('bnorm', weights(gamma, beta, moments)));
    expect(bn).toMatchObject({
      type: 'batchNormalization',
      epsilon: 0,
      gamma: { shape: [3], data: Float32Array.of(1, 2, 3) },
      beta: { data: Float32Array.of(4, 5, 6) },
      mean: { shape: [3], data: Float32Array.of(7, 8, 9) },
      variance: { shape: [3], data: Float32Array.of(1, 4, 9) },
    });
  });

  it('reads moments in rows as well', async () => {
    const [bn] = await layersOf(
      layer('bnorm', weights(gamma, beta, single([2, 3], [7, 1, 8, 2, 9, 3]))),
    );
    expect(bn).toMatchObject({
      mean: { data: Float32Array.of(7, 8, 9) },
      variance: { data: Float32Array.of(1, 4, 9) },
    });
  });

  it.each<[string, MatInput[], string]>([
    ['without moments', [gamma, beta], 'has no moments'],
    [
      'whose moments were never measured',
      [gamma, beta, single([3, 2], [0, 0, 0, 0, 0, 0])],
      'of 0',
    ],
    ['with too few moments', [gamma, beta, single([2, 2])], 'has 4 moments; 3 channels need two'],
    ['with too few factors', [single([2, 1]), beta, moments], 'has 3 channels but 2 multipliers'],
  ])('is refused %s', async (_, cells, words) => {
    await expect(layersOf(layer('bnorm', weights(...cells)))).rejects.toThrow(words);
  });
});

describe('local response normalisation', () => {
  it('reads [N kappa alpha beta], by either name, with the defaults of MatConvNet', async () => {
    const layers = await layersOf(
      layer('normalize'),
      layer('lrn', { param: matRow(4, 2, 0.5, 0.75) }),
    );
    expect(layers).toMatchObject([
      { type: 'localResponseNormalization', size: 5, kappa: 1, alpha: 2e-5, beta: 0.75 },
      { size: 4, kappa: 2, alpha: 0.5, beta: 0.75 },
    ]);
  });

  it.each([[[5, 1, 1]], [[0, 1, 1, 1]], [[2.5, 1, 1, 1]], [[5, -1, 1, 1]]])(
    'refuses %j',
    async (param) => {
      const converting = layersOf(layer('lrn', { param: matRow(...param) }));
      await expect(converting).rejects.toThrow('needs [N kappa alpha beta] in field "param"');
    },
  );
});

describe('layers that move values', () => {
  it('flatten with the rows varying fastest, as MATLAB does', async () => {
    const layers = await dagLayers([{ name: 'flat', type: 'Flatten', inputs: ['x'] }]);
    expect(layers).toMatchObject([
      { type: 'permute', axes: [2, 1, 0] },
      { type: 'reshape', name: 'flat', shape: [1, 1, 192] },
    ]);
  });

  it('reshape the same way, and find out the length that is empty', async () => {
    const shape = matCell<MatInput>([matRow(4), none, matRow(6)]);
    const layers = await dagLayers([
      { name: 'shape', type: 'Reshape', inputs: ['x'], block: { shape } },
    ]);
    expect(layers).toMatchObject([
      { type: 'permute' },
      { type: 'reshape', shape: [6, 8, 4] },
      { type: 'permute', name: 'shape', axes: [2, 1, 0] },
    ]);
  });

  it('permute by axes counted from 1', async () => {
    const order = matRow(3, 1, 2, 4);
    const layers = await dagLayers([
      { name: 'turn', type: 'Permute', inputs: ['x'], block: { order } },
    ]);
    expect(layers).toMatchObject([{ type: 'permute', axes: [2, 0, 1] }]);
  });

  it('crop one map to the size of another, from the place that is asked for', async () => {
    const layers = await dagLayers([
      { name: 'small', type: 'Pooling', inputs: ['x'], block: { poolSize: matRow(4, 3) } },
      { name: 'crop', type: 'Crop', inputs: ['x', 'small'], block: { crop: matRow(1, 2) } },
    ]);
    // 8 × 8 to 5 × 6: one row above, two below; two columns before, none after. Of the other map
    // only the size matters.
    expect(layers).toMatchObject([{ type: 'cropping', inputs: ['input'], cropping: [1, 2, 2, 0] }]);
  });

  it('join along the channels, or along rows with the axes turned', async () => {
    const inputs = ['x', 'x'];
    const layers = await dagLayers([
      { name: 'channels', type: 'Concat', inputs, block: { dim: matRow(3) } },
      { name: 'rows', type: 'Concat', inputs: ['channels', 'channels'], block: { dim: matRow(1) } },
    ]);
    expect(layers[0]).toMatchObject({ type: 'concatenate', inputs: ['input', 'input'] });
    expect(layers.slice(1).map(({ type }) => type)).toEqual([
      'permute',
      'permute',
      'concatenate',
      'permute',
    ]);
  });

  it('pool over the whole map and leave it a map', async () => {
    const [pool] = await dagLayers([{ name: 'pool', type: 'GlobalPooling', inputs: ['x'] }]);
    expect(pool).toMatchObject({ type: 'averagePool', poolSize: [8, 8] });
  });

  it('scale and shift every channel as a normalisation without statistics', async () => {
    const [scale] = await dagLayers(
      [{ name: 'scale', type: 'Scale', inputs: ['x'], params: ['f'] }],
      { f: single([1, 1, 3], [2, 3, 4]) },
    );
    expect(scale).toMatchObject({
      type: 'batchNormalization',
      epsilon: 0,
      gamma: { data: Float32Array.of(2, 3, 4) },
      beta: undefined,
      mean: { data: Float32Array.of(0, 0, 0) },
      variance: { data: Float32Array.of(1, 1, 1) },
    });
  });

  it('give a sum of one input its input', async () => {
    const layers = await dagLayers([
      { name: 'one', type: 'Sum', inputs: ['x'] },
      { name: 'sigmoid', type: 'Sigmoid', inputs: ['one'] },
    ]);
    expect(layers).toMatchObject([{ name: 'sigmoid', inputs: ['input'] }]);
  });

  it.each<[string, DagLayer, string]>([
    [
      'a reshape that does not come out',
      block('Reshape', { shape: matRow(5, 5, 5) }),
      '192 values',
    ],
    [
      'a permutation of the batch',
      block('Permute', { order: matRow(4, 1, 2, 3) }),
      'order of the axes',
    ],
    [
      'a flatten of some axes',
      block('Flatten', { axis: matRow(2) }),
      'joins some of the axes only',
    ],
    [
      'a concatenation of batches',
      { ...block('Concat', { dim: matRow(4) }), inputs: ['x', 'x'] },
      'along axis 4',
    ],
    ['a crop of one input', block('Crop', {}), 'reads 1 variables where two are expected'],
    [
      'a convolution of two inputs',
      { ...block('ReLU', {}), inputs: ['x', 'x'] },
      'where one is expected',
    ],
  ])('refuse %s', async (_, each, words) => {
    await expect(dagLayers([each])).rejects.toThrow(words);
  });
});

describe('layers of unknown types', () => {
  const custom = layer('custom', { name: matText('mine') });

  it('are left out where what follows can read their input, and named', async () => {
    const { logger, heard } = listener();
    const source = await fileOf([conv, custom, layer('relu')]);
    const network = await importMatConvNet(source, { skipUnknown: true, logger });
    expect(network.layers.map(({ name, inputs }) => [name, ...inputs])).toEqual([
      ['conv1', 'input'],
      ['relu3', 'conv1'],
    ]);
    expect(heard).toEqual([
      'warn: nets/small.mat: layer 2 ("mine", type "custom") is of a type that is not imported here and is left out',
    ]);
  });

  it('are named where what follows cannot', async () => {
    const source = await fileOf([custom, layer('conv', weights(single([1, 1, 4, 2])))]);
    await expect(importMatConvNet(source, { skipUnknown: true })).rejects.toMatchObject({
      code: 'MATCONVNET_UNSUPPORTED',
      message: expect.stringContaining('without the unknown layers mine the shapes') as unknown,
    });
  });

  it('do not matter in the part that is not kept', async () => {
    const whole = layer('conv', weights(single([6, 6, 2, 5])));
    const source = await fileOf([conv, layer('relu'), whole, custom]);
    expect((await importMatConvNet(source, { includeTop: false })).output).toBe('relu2');
    expect((await importMatConvNet(source, { until: 'conv3' })).output).toBe('conv3');
  });
});

function block(type: string, fields: Fields): DagLayer {
  return { name: type, type, inputs: ['x'], block: fields };
}
