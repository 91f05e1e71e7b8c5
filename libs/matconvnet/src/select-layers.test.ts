import type { MatInput } from '@gender/mat';
import { matRow, matStruct, matText } from '@gender/mat';
import { describe, expect, it } from 'vitest';
import {
  conv,
  dagNet,
  fileOf,
  layer,
  listener,
  normalization,
  single,
  sourceOf,
  weights,
  type DagLayer,
  type Fields,
} from '../test/mat-files.js';
import { importMatConvNet, type ImportMatConvNetOptions } from './import-matconvnet.js';

const relu = (name: string, input: string, output = name): DagLayer => ({
  name,
  type: 'ReLU',
  inputs: [input],
  outputs: [output],
});

async function importDag(
  layers: DagLayer[],
  options: ImportMatConvNetOptions = {},
): Promise<string[][]> {
  const network = await importMatConvNet(await sourceOf({ net: dagNet(layers) }), options);
  return network.layers.map(({ name, inputs }) => [name, ...inputs]);
}

describe('the graph of a network', () => {
  it('is put in an order in which each layer comes after what it reads', async () => {
    expect(await importDag([relu('c', 'b'), relu('b', 'a'), relu('a', 'x')])).toEqual([
      ['a', 'input'],
      ['b', 'a'],
      ['c', 'b'],
    ]);
  });

  it('ends at its last layer that nothing reads, and says what is left out', async () => {
    const { logger, heard } = listener();
    const layers = [relu('trunk', 'x'), relu('age', 'trunk'), relu('gender', 'trunk')];
    expect(await importDag(layers, { logger })).toEqual([
      ['trunk', 'input'],
      ['gender', 'trunk'],
    ]);
    expect(heard).toEqual([
      'warn: nets/small.mat: has 2 outputs; "gender" is kept, "age" left out',
    ]);
  });

  it('is kept up to a layer of a name, with what it depends on alone', async () => {
    const layers = [relu('trunk', 'x'), relu('age', 'trunk'), relu('gender', 'trunk')];
    expect(await importDag(layers, { until: 'age' })).toEqual([
      ['trunk', 'input'],
      ['age', 'trunk'],
    ]);
    await expect(importDag(layers, { until: 'face' })).rejects.toMatchObject({
      code: 'MATCONVNET_OPTION',
      message: 'nets/small.mat: has no layer "face"; its layers are trunk, age, gender',
    });
  });

  it('loses what measures it, and what reads that', async () => {
    const { logger, heard } = listener();
    const layers = [
      relu('a', 'x'),
      { name: 'objective', type: 'Loss', inputs: ['a', 'label'] },
      relu('after', 'objective'),
      { name: 'top1error', type: 'ErrorStats', inputs: ['a', 'label'] },
    ];
    expect(await importDag(layers, { logger })).toEqual([['a', 'input']]);
    expect(heard.filter((text) => text.includes('serves training only'))).toHaveLength(3);
  });

  it.each<[string, DagLayer[], string]>([
    [
      'a layer reads itself',
      [relu('a', 'a')],
      'layer 1 ("a", type "dagnn.ReLU") depends on its own',
    ],
    ['layers read each other', [relu('a', 'b'), relu('b', 'a')], 'depends on its own output'],
    [
      'two layers write one variable',
      [relu('a', 'x', 'y'), relu('b', 'x', 'y')],
      'layers "a" and "b" both write the variable "y"',
    ],
    [
      'only losses are there',
      [{ name: 'l', type: 'Loss', inputs: ['x'] }],
      'the network has no layers',
    ],
  ])('is refused where %s', async (_, layers, words) => {
    await expect(importDag(layers)).rejects.toMatchObject({
      code: 'MATCONVNET_FORMAT',
      message: expect.stringContaining(words) as string,
    });
  });
});

describe('the size of pictures', () => {
  const inputOf = async (layers: MatInput[], fields: Fields, options = {}): Promise<unknown> =>
    (await importMatConvNet(await fileOf(layers, fields), options)).input;

  it.each<[string, Fields, readonly number[]]>([
    ['imageSize', { normalization: normalization() }, [8, 8, 3]],
    [
      'imageSize of one more number',
      { normalization: normalization({ imageSize: matRow(6, 7, 3, 10) }) },
      [6, 7, 3],
    ],
    [
      'the mean picture',
      { normalization: matStruct({ averageImage: single([5, 6, 3]) }) },
      [5, 6, 3],
    ],
  ])('is that of %s', async (_, fields, shape) => {
    expect(await inputOf([conv], fields)).toEqual({ name: 'input', shape });
  });

  it('is the one that is asked for, before what the file says', async () => {
    expect(await inputOf([conv], {}, { inputShape: [12, 10, 3] })).toMatchObject({
      shape: [12, 10, 3],
    });
  });

  it('is any where nothing tells it, with as many channels as the first filters read', async () => {
    const grey = layer('conv', weights(single([3, 3, 1, 2])));
    const nothing = { normalization: matStruct<MatInput>({}) };
    expect(await inputOf([grey], nothing)).toEqual({
      name: 'input',
      shape: [224, 224, 1],
      anySize: true,
    });
  });

  it.each<[string, MatInput[], object]>([
    ['a layer needs one', [conv, layer('flatten')], {}],
    ['the top is to be left out', [conv], { includeTop: false }],
  ])('is asked for where nothing tells it and %s', async (_, layers, options) => {
    const importing = inputOf(layers, { normalization: matStruct<MatInput>({}) }, options);
    await expect(importing).rejects.toThrow('does not say how large pictures are');
  });

  it.each([[[0, 8, 3]], [[8.5, 8, 3]], [[-8, 8, 3]]])('%j is refused', async (size) => {
    const fields = { normalization: normalization({ imageSize: matRow(...size) }) };
    await expect(inputOf([conv], fields)).rejects.toThrow('does not say how large pictures are');
  });
});

describe('layers of weights', () => {
  it.each<[string, MatInput, string]>([
    [
      'filters for channels that do not divide those there',
      layer('conv', weights(single([3, 3, 2, 4]))),
      'has filters for 2 channels, but reads 3',
    ],
    [
      'filters of five axes',
      layer('conv', weights(single([1, 1, 3, 2, 2]))),
      'filters with 5 axes',
    ],
    [
      'biases of other filters',
      layer('conv', weights(single([3, 3, 3, 2]), single([3, 1]))),
      'has 2 filters but 3 biases',
    ],
    ['filters that are texts', layer('conv', weights(matText('none'))), 'weights that are no real'],
    [
      'an unknown way to pool',
      layer('pool', { method: matText('median') }),
      'has the pooling method "median"; known are max and avg',
    ],
  ])('are refused for %s', async (_, each, words) => {
    await expect(importMatConvNet(await fileOf([each]))).rejects.toMatchObject({
      message: expect.stringMatching(/^nets\/small\.mat: layer 1 /) as string,
    });
    await expect(importMatConvNet(await fileOf([each]))).rejects.toThrow(words);
  });
});
