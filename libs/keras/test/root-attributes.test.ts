import { writeHdf5, type Hdf5GroupWriter } from '@gender/hdf5';
import type { Normalization } from '@gender/network';
import { tensor, type Tensor } from '@gender/tensor';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KerasError, readKerasModel, writeKerasModel } from '../src/index.js';
import { chain, ramp, temporaryFolder } from './files.js';

const folder = temporaryFolder();

const model = {
  class_name: 'Sequential',
  config: {
    name: 'm',
    layers: [
      { class_name: 'InputLayer', config: { name: 'x', batch_shape: [null, 2, 2, 3] } },
      { class_name: 'Flatten', config: { name: 'flatten' } },
    ],
  },
};

/** A model with root attributes of any kind, among them a mean of the right shape unless another is given. */
async function modelWith(attributes: Record<string, string | string[] | Tensor>): Promise<string> {
  const path = join(folder(), 'model.h5');
  await writeHdf5(path, (root: Hdf5GroupWriter) => {
    root.setAttribute('model_config', JSON.stringify(model));
    root.group('model_weights').setAttribute('layer_names', []);
    for (const [name, value] of Object.entries({ normalization_mean: ramp(3), ...attributes })) {
      root.setAttribute(name, value);
    }
  });
  return path;
}

describe('what is said of the use of a network', () => {
  const full: Normalization = {
    mean: ramp(3),
    scale: ramp(3),
    channelOrder: 'bgr',
    interpolation: 'bilinear',
    keepAspect: false,
    border: [32, 0],
    ignoreOrientation: true,
    alignment: 'dlib',
    faces: { version: 1, detector: 'eyes', which: 'all', template: 'dlib', size: 150 },
  };
  const network = chain([2, 2, 3], { type: 'flatten', name: 'flatten' });

  it.each(['model.h5', 'model.keras'])('comes back field by field from a %s', async (name) => {
    const path = join(folder(), name);
    for (const field of Object.keys(full) as (keyof Normalization)[]) {
      const normalization = { mean: full.mean, [field]: full[field] };
      await writeKerasModel(path, { ...network, normalization });
      expect((await readKerasModel(path)).network.normalization).toEqual(normalization);
    }
    await writeKerasModel(path, { ...network, normalization: full });
    expect((await readKerasModel(path)).network.normalization).toEqual(full);
  });

  it('is read from numbers of any type that a float holds', async () => {
    for (const dtype of ['float64', 'int32', 'uint8'] as const) {
      const data = { float64: Float64Array, int32: Int32Array, uint8: Uint8Array }[dtype];
      const mean = tensor(dtype, [3], data.of(129, 104, 93) as never);
      const { network } = await readKerasModel(await modelWith({ normalization_mean: mean }));
      expect(network.normalization).toEqual({
        mean: tensor('float32', [3], Float32Array.of(129, 104, 93)),
      });
    }
  });

  it.each<[string, string | string[] | Tensor, string]>([
    ['normalization_mean', 'zero', 'has no array'],
    ['normalization_mean', ['1', '2', '3'], 'has no array'],
    ['normalization_mean', tensor('int64', [3], BigInt64Array.of(1n, 2n, 3n)), 'has int64'],
    ['normalization_scale', 'one', 'has no array'],
    ['normalization_channel_order', 'RGB', 'has "RGB"'],
    ['normalization_channel_order', ramp(3), 'has no text'],
    ['normalization_keep_aspect', 'True', 'has "True"'],
    ['normalization_keep_aspect', '', 'has ""'],
    ['normalization_ignore_orientation', '1', 'has "1"'],
    ['normalization_border', '32', 'has "32"'],
    ['normalization_border', '32 32 32', 'has "32 32 32"'],
    ['normalization_border', '-1 32', 'has "-1 32"'],
    ['normalization_border', '1.5 32', 'has "1.5 32"'],
    ['normalization_interpolation', ['bicubic'], 'has no text'],
    ['normalization_alignment', ramp(1), 'has no text'],
    ['normalization_faces', ramp(1), 'has no text'],
    ['normalization_faces', 'all', 'has "all"'],
    ['normalization_faces', '{"version":1}', 'has "{"version":1}"'],
  ])('is refused where %s is wrong, case %#', async (name, value, words) => {
    const path = await modelWith({ [name]: value });
    const error: unknown = await readKerasModel(path).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(KerasError);
    expect(error).toMatchObject({
      code: 'KERAS_FORMAT',
      message: expect.stringContaining(
        `${path} ${words} in the attribute ${name}, expected `,
      ) as string,
    });
  });

  it.each<[string, Tensor]>([
    ['too few channels', ramp(2)],
    ['another picture', ramp(2, 3, 3)],
    ['no axis', tensor('float32', [1, 3], Float32Array.of(1, 2, 3))],
  ])('is refused for a mean of %s', async (_, mean) => {
    await expect(readKerasModel(await modelWith({ normalization_mean: mean }))).rejects.toThrow(
      expect.objectContaining({ name: 'NetworkError', code: 'NETWORK_SHAPE' }),
    );
  });

  it('has as many classes as the network has outputs', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `class ${index}`);
    const path = await modelWith({ classes: names });
    expect((await readKerasModel(path)).network.classes).toEqual(names);
    await expect(readKerasModel(await modelWith({ classes: names.slice(1) }))).rejects.toThrow(
      /11 .*12|12 .*11/,
    );
  });
});

describe('temperature', () => {
  it.each(['1.0625', '5e-1'])('is read from %s', async (text) => {
    const { network, metadata } = await readKerasModel(await modelWith({ temperature: text }));
    expect(network.temperature).toBe(Number(text));
    expect(metadata).toEqual({});
  });

  it.each(['', '0', '-1', 'hot', '1e999', '1..2'])('is no %j', async (text) => {
    await expect(readKerasModel(await modelWith({ temperature: text }))).rejects.toThrow(
      /in the attribute temperature, expected a number above 0/,
    );
  });
});

describe('metadata', () => {
  const network = chain([2, 2, 3], { type: 'flatten', name: 'flatten' });

  it('are all other texts, whatever their names and characters', async () => {
    const path = join(folder(), 'metadata.h5');
    const metadata = { history: '[1, 2]', größe: 'ü — 日本', classes_of: 'a', empty: '' };
    await writeKerasModel(path, network, { metadata });
    expect((await readKerasModel(path)).metadata).toEqual(metadata);
  });

  it('are no lists and no numbers', async () => {
    const path = await modelWith({ note: 'kept', list: ['a', 'b'], count: ramp(2) });
    expect((await readKerasModel(path)).metadata).toEqual({ note: 'kept' });
  });

  it.each([
    ...['model_config', 'training_config', 'keras_version', 'backend', 'layer_names', 'classes0'],
    ...['temperature', 'normalization_mean', 'normalization_border', 'normalization_alignment'],
    'normalization_faces',
  ])('cannot be named %s', async (name) => {
    for (const file of ['refused.h5', 'refused.keras']) {
      const writing = writeKerasModel(join(folder(), file), network, { metadata: { [name]: '' } });
      await expect(writing).rejects.toThrow(
        expect.objectContaining({
          code: 'KERAS_NETWORK',
          message: expect.stringContaining(`metadata cannot be named '${name}'`) as string,
        }),
      );
    }
  });
});
