import { writeHdf5, type Hdf5GroupWriter } from '@gender/hdf5';
import { inferShapes, layerWeights, type Network } from '@gender/network';
import type { Float32Tensor } from '@gender/tensor';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listKerasWeights, readKerasModel } from '../src/index.js';
import { fixture, ramp, temporaryFolder } from './files.js';

const folder = temporaryFolder();

function weightsOf({ layers }: Network): unknown[] {
  return layers.map((layer) => [layer.name, layer.type, layerWeights(layer)]);
}

async function networkOf(path: string, architecture?: string): Promise<Network> {
  return (await readKerasModel(path, { architecture })).network;
}

describe('architecture and weights that Keras has saved apart', () => {
  it.each([
    ['keras2_15', '_weights.h5'],
    ['keras2_15', '.weights.h5'],
    ['keras3', '.weights.h5'],
  ])('make the network of the whole file: %s, %s', async (version, ending) => {
    const base = fixture(`${version}_nested_model_head`);
    const network = await networkOf(`${base}${ending}`, `${base}.json`);
    expect(weightsOf(network)).toEqual(weightsOf(await networkOf(`${base}.h5`)));
  });

  it('are asked for where there are weights alone', async () => {
    for (const name of ['tf1_14_head_weights.h5', 'keras3_head.weights.h5']) {
      await expect(networkOf(fixture(name))).rejects.toMatchObject({ code: 'KERAS_ARCHITECTURE' });
    }
  });

  it('are refused by the first layer that does not fit, with both shapes', async () => {
    const base = fixture('keras2_15_nested_model_head');
    const json = join(folder(), 'other.json');
    const config = { class_name: 'Sequential', config: { name: 'other', layers: [] as object[] } };
    const dense = (name: string, units: number): object => ({
      class_name: 'Dense',
      config: { name, units, batch_input_shape: [null, 32] },
    });
    config.config.layers = [dense('a', 24), dense('b', 13), dense('c', 2)];
    await writeFile(json, JSON.stringify(config));
    const weights = join(folder(), 'three.h5');
    await writeLegacy(weights, {
      x: [ramp(32, 24), ramp(24)],
      y: [ramp(24, 12), ramp(12)],
      z: [ramp(12, 2), ramp(2)],
    });
    await expect(networkOf(weights, json)).rejects.toMatchObject({
      code: 'KERAS_WEIGHTS',
      message: expect.stringContaining(
        'kernel of shape (24, 12) for layer "b" (Dense), expected (24, 13)',
      ) as string,
    });
    await expect(networkOf(`${base}_weights.h5`, json)).rejects.toThrow(
      /weights of 2 layers, the architecture .* 3 layers with weights: there is nothing for layer "c"/,
    );
  });

  it('list what there is, layer by layer', async () => {
    const expected = [
      ['layer_normalization', [[8], [8]]],
      ['fc1', [[32, 24], [24]]],
      ['fc2', [[24, 12], [12]]],
      ['fc3', [[12, 2], [2]]],
    ];
    for (const name of [
      'tf1_14_head_weights.h5',
      'keras2_12_head_weights.h5',
      'keras3_head.weights.h5',
    ]) {
      const found = await listKerasWeights(fixture(name));
      const listed = found.map(({ layer, weights }) => [layer, weights.map(({ shape }) => shape)]);
      expect(listed, name).toEqual(expect.arrayContaining(expected));
      expect(listed).toHaveLength(expected.length);
    }
  });
});

/** Writes weights as `save_weights` of Keras 2 does, each layer in a group. */
async function writeLegacy(
  path: string,
  layers: Record<string, readonly Float32Tensor[]>,
): Promise<void> {
  await writeHdf5(path, (root: Hdf5GroupWriter) => {
    root.setAttribute('layer_names', Object.keys(layers));
    for (const [name, weights] of Object.entries(layers)) {
      const names = weights.map((_, index) => `${name}/${index === 0 ? 'kernel' : 'bias'}:0`);
      root.group(name).setAttribute('weight_names', names);
      names.forEach((weight, index) => root.dataset(`${name}/${weight}`, weights[index]!));
    }
  });
}

const filters = [1, 1, 2, 2, 4, 4, 4, 8, 8, 8, 8, 8, 8];
const names = [
  '1_1',
  '1_2',
  '2_1',
  '2_2',
  '3_1',
  '3_2',
  '3_3',
  '4_1',
  '4_2',
  '4_3',
  '5_1',
  '5_2',
  '5_3',
];

/** VGG16 with a filter in its first layer, whose weights are as many as VGG-Face's by 64². */
function convolutions(name: (index: number) => string): Record<string, Float32Tensor[]> {
  return Object.fromEntries(
    filters.map((count, index) => [
      name(index),
      [ramp(3, 3, index === 0 ? 3 : filters[index - 1]!, count), ramp(count)],
    ]),
  );
}

const named = (index: number): string => `conv${names[index]!}`;
const numbered = (index: number): string => `conv2d_${index + 1}`;

describe('weights of VGG-Face as others publish them', () => {
  it.each([
    ['by their names', named],
    ['in order, after other names', numbered],
  ])('without the top are matched %s', async (_, name) => {
    const path = join(folder(), 'notop.h5');
    await writeLegacy(path, convolutions(name));
    const network = await networkOf(path, 'vgg16');
    expect(network.input.shape).toEqual([224, 224, 3]);
    expect(network.output).toBe('pool5');
    expect(inferShapes(network).get('pool5')).toEqual([7, 7, 8]);
    const kept = network.layers.filter(({ type }) => type === 'conv2d');
    expect(kept.map((layer) => layer.name)).toEqual(filters.map((_each, index) => named(index)));
    expect(kept.flatMap((layer) => layerWeights(layer).map((weight) => weight.tensor))).toEqual(
      Object.values(convolutions(named)).flat(),
    );
  });

  it('with the top as dense layers, as keras-vggface has them, or as convolutions, as DeepFace has them', async () => {
    const path = join(folder(), 'top.h5');
    const tops = {
      dense: { fc6: [7 * 7 * 8, 64], fc7: [64, 64], fc8: [64, 10] },
      conv2d: { fc6: [7, 7, 8, 64], fc7: [1, 1, 64, 64], fc8: [1, 1, 64, 10] },
    };
    for (const [type, top] of Object.entries(tops)) {
      const layers = Object.entries(top).map(([name, shape]): [string, Float32Tensor[]] => [
        name,
        [ramp(...shape), ramp(shape.at(-1)!)],
      ]);
      await writeLegacy(path, { ...convolutions(named), ...Object.fromEntries(layers) });
      const network = await networkOf(path, 'vgg16');
      expect(inferShapes(network).get(network.output)).toEqual([10]);
      expect(network.layers.filter((layer) => layer.type === type).length).toBeGreaterThanOrEqual(
        3,
      );
      expect(network.layers.some((layer) => layer.type === 'softmax')).toBe(true);
    }
  });

  it('of another network are refused by the first layer that does not fit', async () => {
    const path = join(folder(), 'vgg19.h5');
    const [, , , , , , , ...rest] = Object.entries(convolutions(numbered));
    const first = Object.entries(convolutions(numbered)).slice(0, 7);
    const extra: [string, Float32Tensor[]] = ['conv2d_7b', [ramp(3, 3, 4, 4), ramp(4)]];
    await writeLegacy(path, Object.fromEntries([...first, extra, ...rest.slice(0, -1)]));
    await expect(networkOf(path, 'vgg16')).rejects.toThrow(
      'kernel of shape (3, 3, 4, 4) for layer "conv4_1" (Conv2D), expected (3, 3, 4, 8)',
    );
  });

  it('are refused where there are too many or too few', async () => {
    const path = join(folder(), 'few.h5');
    await writeLegacy(
      path,
      Object.fromEntries(Object.entries(convolutions(numbered)).slice(0, 12)),
    );
    await expect(networkOf(path, 'vgg16')).rejects.toThrow(
      /12 layers.*nothing for layer "conv5_3"/,
    );
  });
});
