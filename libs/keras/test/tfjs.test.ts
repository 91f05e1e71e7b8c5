import { layerWeights, subnetwork, type Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import * as tf from '@tensorflow/tfjs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { KerasError, readKerasModel } from '../src/index.js';
import { TfjsError, toTfjs } from '../src/tfjs/index.js';
import { writeTfjsModel } from '../src/tfjs/node/index.js';
import { fixture, readTensor as readStored, temporaryFolder } from './files.js';
import { readLayerCases } from './layer-cases.js';
import { serveFolder } from './serve-folder.js';

const folder = temporaryFolder();
beforeAll(async () => {
  tf.enableProdMode(); // says nothing of tfjs-node
  await tf.setBackend('cpu');
});

/** Asserts what a network, loaded over HTTP as a browser does, makes of an input. */
async function expectPrediction(
  network: Network,
  input: Float32Tensor,
  expected: Float32Tensor,
): Promise<void> {
  const target = join(folder(), 'model');
  await writeTfjsModel(target, network);
  await using server = await serveFolder(target);
  const model = await tf.loadLayersModel(`${server.url}/model.json`);
  const x = tf.tensor(input.data, [...input.shape]);
  const y = model.predict(x) as tf.Tensor;
  const found = await y.data();
  expect(y.shape).toEqual(expected.shape);
  const largest = expected.data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const error = expected.data.reduce(
    (max, value, index) => Math.max(max, Math.abs(value - found[index]!)),
    0,
  );
  expect(largest).toBeGreaterThan(0);
  expect(error / largest).toBeLessThanOrEqual(1e-5);
  tf.dispose([x, y]);
  model.dispose();
}

async function readTensor(name: string): Promise<Float32Tensor> {
  const { shape, data } = await readStored(name);
  return tensor('float32', shape, Float32Array.from(data as ArrayLike<number>));
}

/** What Keras has no words for, neither has TensorFlow.js. */
const without = /localResponse|Pool, asymmetric/;
const cases = readLayerCases();

describe('TensorFlow.js gives what PyTorch gives', () => {
  it.each(cases.filter(({ title }) => !without.test(title)))(
    '$title',
    async ({ network, input, outputs }) => {
      for (const [name, expected] of Object.entries(outputs)) {
        await expectPrediction(subnetwork(network, name), input, expected);
      }
    },
  );
});

describe('TensorFlow.js predicts what Keras predicted', () => {
  it.each([
    'keras2_15_descriptor',
    'keras2_15_functional_branch',
    'keras2_15_functional_shared',
    'keras2_15_nested_model_head',
    'keras3_batch_norm',
    'tf1_14_flat_transfer',
  ])('%s', async (name) => {
    const { network } = await readKerasModel(fixture(`${name}.h5`));
    const [height, width] = network.input.shape;
    const input = await readTensor(`input_${height}x${width}.npy`);
    await expectPrediction(network, input, await readTensor(`${name}_h5_output.npy`));
  });
});

describe('a LayersModel', () => {
  const named = (title: string): Network => cases.find((each) => each.title === title)!.network;

  it('carries class names and normalisation to the page', async () => {
    const network: Network = {
      ...named('dense'),
      classes: undefined,
      normalization: {
        mean: tensor('float32', [5], Float32Array.of(1, 2, 3, 4, 0.5)),
        interpolation: 'bicubic',
      },
    };
    await writeTfjsModel(join(folder(), 'known'), network);
    await using server = await serveFolder(join(folder(), 'known'));
    const model = await tf.loadLayersModel(`${server.url}/model.json`);
    expect(model.getUserDefinedMetadata()).toEqual({
      normalization: { mean: { shape: [5], values: [1, 2, 3, 4, 0.5] }, interpolation: 'bicubic' },
    });
    model.dispose();
  });

  it('views the weights of the network, without copies', () => {
    const network = named('dense');
    const buffers = new Set(network.layers.flatMap(layerWeights).map((w) => w.tensor.data.buffer));
    const pieces = toTfjs(network).shards.flatMap((shard) => shard.pieces);
    expect(pieces.length).toBeGreaterThan(0);
    expect(pieces.every(({ buffer }) => buffers.has(buffer))).toBe(true);
  });

  it('is written in equal bytes, in place of an earlier one', async () => {
    const target = join(folder(), 'again');
    await writeTfjsModel(target, named('relu'));
    await writeTfjsModel(target, named('dense'));
    const first = await readAll(target);
    await writeTfjsModel(target, named('dense'));
    expect(await readAll(target)).toEqual(first);
    expect([...first.keys()]).toEqual(['group1-shard1of1.bin', 'model.json']);
  });

  it('is refused for layers that TensorFlow.js does not have', () => {
    const title = 'localResponseNormalization';
    expect(() => toTfjs(named(title))).toThrow(TfjsError);
    expect(() => toTfjs(named(title))).toThrow(
      expect.objectContaining({
        code: 'TFJS_NETWORK',
        cause: expect.any(KerasError) as KerasError,
      }),
    );
    expect(() => toTfjs(named(title))).toThrow(/"lrn" \(localResponseNormalization\)/);
  });
});

async function readAll(target: string): Promise<Map<string, string>> {
  const names = (await readdir(target)).sort();
  const contents = await Promise.all(names.map((name) => readFile(join(target, name), 'hex')));
  return new Map(names.map((name, index) => [name, contents[index]!]));
}
