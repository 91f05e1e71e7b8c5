import { writeHdf5, type Hdf5GroupWriter } from '@gender/hdf5';
import { layerWeights } from '@gender/network';
import { isUnread, tensor, type Tensor } from '@gender/tensor';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  KerasError,
  listKerasWeights,
  openKerasWeights,
  outlineKerasModel,
  readKerasModel,
  readKerasWeights,
  writeKerasModel,
  writeKerasWeights,
} from '../src/index.js';
import { chain, conv, ramp, temporaryFolder, writeConfig } from './files.js';

const folder = temporaryFolder();

const network = chain(
  [4, 4, 3],
  conv('conv'),
  {
    ...{ type: 'batchNormalization', name: 'norm', epsilon: 0.001 },
    ...{ gamma: ramp(4), mean: ramp(4), variance: ramp(4) },
  },
  { type: 'prelu', name: 'slopes', alpha: ramp(4) },
  { type: 'globalMaxPool', name: 'pool' },
  { type: 'dense', name: 'fc', kernel: ramp(4, 2) },
);

/** A file of weights of a layer `fc`, each under its name. */
async function weightsOf(
  weights: Readonly<Record<string, Tensor | undefined>>,
  file = 'made.h5',
): Promise<string> {
  const path = join(folder(), file);
  await writeHdf5(path, (root: Hdf5GroupWriter) => {
    root.setAttribute('layer_names', ['fc']);
    const group = root.group('fc');
    group.setAttribute('weight_names', Object.keys(weights));
    for (const [name, weight] of Object.entries(weights)) {
      if (weight) group.dataset(name, weight);
    }
  });
  return path;
}

async function refusal(reading: Promise<unknown>): Promise<unknown> {
  const error: unknown = await reading.catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(KerasError);
  return error;
}

const head = chain([4], { type: 'dense', name: 'fc', kernel: ramp(4, 2), bias: ramp(2) });

describe('the names of weights', () => {
  it('are those of Keras, with the shapes that it gives them', async () => {
    const path = join(folder(), 'named.h5');
    await writeKerasWeights(path, network);
    expect(await listKerasWeights(path)).toEqual([
      {
        layer: 'conv',
        weights: [
          { name: 'kernel:0', shape: [3, 3, 3, 4] },
          { name: 'bias:0', shape: [4] },
        ],
      },
      {
        layer: 'norm',
        weights: ['gamma:0', 'moving_mean:0', 'moving_variance:0'].map((name) => ({
          ...{ name, shape: [4] },
        })),
      },
      { layer: 'slopes', weights: [{ name: 'alpha:0', shape: [1, 1, 4] }] },
      { layer: 'fc', weights: [{ name: 'kernel:0', shape: [4, 2] }] },
    ]);
  });

  it('are places in an outline, with their types', async () => {
    const path = join(folder(), 'outlined.h5');
    await writeKerasModel(path, network);
    const { name, outputs, layers } = await outlineKerasModel(path);
    expect({ name, outputs }).toEqual({ name: 'network', outputs: ['fc'] });
    expect(layers.map((layer) => [layer.name, layer.className, layer.inputs])).toEqual([
      ['image', 'InputLayer', []],
      ['conv', 'Conv2D', ['image']],
      ['norm', 'BatchNormalization', ['conv']],
      ['slopes', 'PReLU', ['norm']],
      ['pool', 'GlobalMaxPooling2D', ['slopes']],
      ['fc', 'Dense', ['pool']],
    ]);
    expect(layers.at(-1)?.weights).toEqual([
      { name: 'fc/fc/kernel:0', dtype: 'float32', shape: [4, 2] },
    ]);
  });
});

describe('weights that lie in a file', () => {
  it('as they are in memory are found at their places, read or not', async () => {
    const path = join(folder(), 'stored.h5');
    await writeKerasModel(path, head);
    const bytes = await readFile(path);
    for (const lazy of [false, true]) {
      const read = await readKerasModel(path, { lazy });
      const weights = read.network.layers.flatMap(layerWeights);
      expect(weights.map((weight) => isUnread(weight.tensor))).toEqual([lazy, lazy]);
      const places = weights.map((weight) => read.stored.get(weight.tensor)!);
      const found = places.map(({ offset, byteLength }) =>
        Array.from({ length: byteLength / 4 }, (_, at) => bytes.readFloatLE(offset + 4 * at)),
      );
      expect(found).toEqual([[...ramp(4, 2).data], [...ramp(2).data]]);
    }
  });

  it('in 64 bits are rounded to 32, and have no place of their own', async () => {
    const kernel = tensor(
      'float64',
      [4, 2],
      Float64Array.from(ramp(4, 2).data, (x) => x / 3),
    );
    const path = await weightsOf({ kernel, bias: ramp(2) });
    const { layers } = await readKerasWeights(path, head);
    expect(layers[0]).toMatchObject({
      kernel: tensor('float32', [4, 2], Float32Array.from(kernel.data)),
    });
  });

  it('are refused where they are no floats', async () => {
    const kernel = tensor('int32', [4, 2], new Int32Array(8));
    const path = await weightsOf({ kernel, bias: ramp(2) });
    expect(await refusal(readKerasWeights(path, head))).toMatchObject({
      code: 'KERAS_WEIGHTS',
      message: `${path}: /fc/kernel of shape (4, 2) holds int32, expected floats`,
    });
    using file = await openKerasWeights(path);
    expect(() => [...(file.rows('fc', 'kernel') as Iterable<Float32Array>)]).toThrow(
      `${path}: /fc/kernel holds int32, expected 32-bit floats`,
    );
  });

  it('are refused where the file names what it does not have', async () => {
    const path = await weightsOf({ kernel: ramp(4, 2), bias: undefined });
    for (const read of [() => readKerasWeights(path, head), () => listKerasWeights(path)]) {
      expect(await refusal(read())).toMatchObject({
        code: 'KERAS_WEIGHTS',
        message: `${path} has no weights at fc/bias, which it names`,
      });
    }
  });

  it('are found by the last part of their names alone', async () => {
    const path = await weightsOf({ 'a/b/kernel:0': ramp(4, 2), bias: ramp(2) });
    using file = await openKerasWeights(path);
    const rowsOf = (weight: string): number[] =>
      [...(file.rows('fc', weight) as Iterable<Float32Array>)].flatMap((piece) => [...piece]);
    expect(rowsOf('kernel')).toEqual([...ramp(4, 2).data]);
    expect(rowsOf('bias')).toEqual([...ramp(2).data]);
    for (const weight of ['b', 'kernel:0', 'a/b/kernel', '0', '']) {
      expect(file.rows('fc', weight)).toBeUndefined();
    }
  });

  it('are refused where there are none', async () => {
    const path = join(folder(), 'none.h5');
    await writeHdf5(path, (root) => root.dataset('numbers', ramp(3)));
    for (const read of [
      () => listKerasWeights(path),
      () => openKerasWeights(path),
      () => readKerasWeights(path, head),
    ]) {
      expect(await refusal(read())).toMatchObject({
        code: 'KERAS_FORMAT',
        message: `${path} holds no Keras weights: no layer_names, no layers`,
      });
    }
  });
});

describe('an input that cannot be', () => {
  it.each([[[null, 0, 4, 3]], [[null, '4', 4, 3]], ['(4, 4, 3)'], [[null, 4.5, 4, 3]]])(
    'is refused, to be read and to be outlined: %j',
    async (shape) => {
      const path = join(folder(), 'input.h5');
      const input = { class_name: 'InputLayer', config: { name: 'x', batch_shape: shape } };
      await writeConfig(path, { class_name: 'Sequential', config: { name: 'm', layers: [input] } });
      for (const read of [() => readKerasModel(path), () => outlineKerasModel(path)]) {
        expect(await refusal(read())).toMatchObject({
          code: 'KERAS_FORMAT',
          message: expect.stringContaining(
            `${path}: layer "x" (InputLayer) has an input shape that cannot be read: `,
          ) as string,
        });
      }
    },
  );
});
