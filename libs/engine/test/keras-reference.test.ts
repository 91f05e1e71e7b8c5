import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openFileSource } from '@gender/core/node';
import { readKerasModel, readKerasWeights, writeKerasModel } from '@gender/keras';
import type { Network } from '@gender/network';
import { readNpy, tensor, type Float32Tensor } from '@gender/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../src/engine.js';
import { selectEngine } from '../src/select-engine.js';
import { expectClose } from './expect-close.js';
import { readLayerCases } from './layer-cases.js';

const fixtures = fileURLToPath(new URL('../../keras/test/fixtures/', import.meta.url));
const isModel = (name: string): boolean => /\.(h5|keras)$/.test(name) && !name.includes('weights');
const models = readdirSync(fixtures).filter(isModel);
/** Weights of a head alone, and of a whole network whose architecture lies beside them. */
const weights = readdirSync(fixtures).filter((name) => /\d_head.weights\.h5$/.test(name));
const apart = readdirSync(fixtures).filter((name) => /_nested_model_head.weights\.h5$/.test(name));

/** Where Keras computed with 16-bit floats, which have 11 significant bits. */
const HALF_PRECISION = 2e-3;
const SINGLE_PRECISION = 1e-5;

let folder = '';
let engine: Engine;
beforeAll(async () => {
  engine = await selectEngine();
  folder = await mkdtemp(join(tmpdir(), 'gender-keras-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(models)('%s, saved by Keras', (name) => {
  it('predicts here what it predicted there', async () => {
    const { network } = await readKerasModel(join(fixtures, name));
    // The one saved on Windows has the weights of the one saved elsewhere.
    await expectPrediction(network, name.replace('_windows', ''));
  });
});

describe.each(apart)('%s, weights that Keras has saved apart', (name) => {
  it('predict with the architecture beside them what the whole file predicts', async () => {
    const base = name.replace(/.weights\.h5$/, '');
    const architecture = join(fixtures, `${base}.json`);
    const { network } = await readKerasModel(join(fixtures, name), { architecture });
    await expectPrediction(network, `${base}.h5`);
  });
});

/** Of one version of Keras; the others read as the same networks. */
const rewritten = models.filter((name) => name.startsWith('keras2_15_') && name.endsWith('.h5'));
describe.each(rewritten)('%s, written by us and read again', (name) => {
  it.each(['h5', 'keras'])('predicts what it predicted in Keras, as .%s', async (extension) => {
    const path = join(folder, `${name}.${extension}`);
    const { network } = await readKerasModel(join(fixtures, name));
    await writeKerasModel(path, network);
    await expectPrediction((await readKerasModel(path)).network, name);
  });
});

const transposed = readLayerCases().filter(({ title }) => title.startsWith('convTranspose2d'));
describe.each(transposed)('$title, written by us and read again', ({ network, input, outputs }) => {
  it('gives what PyTorch gives', async () => {
    const path = join(folder, 'transposed.h5');
    await writeKerasModel(path, network);
    await using loaded = await engine.loadNetwork((await readKerasModel(path)).network);
    const [found] = await loaded.run(input);
    expectClose(found!, outputs.get(network.output)!, 'the output');
  });
});

describe.each(['maxPool', 'averagePool'] as const)('%s, padded in a way of its own', (type) => {
  it('gives the same when it was written and read again', async () => {
    const path = join(folder, 'padded.h5');
    const length = 9 * 8 * 3;
    const data = Float32Array.from({ length }, (_, index) => Math.sin(index) - 2);
    const network = paddedPool(type);
    await writeKerasModel(path, network);
    const read = (await readKerasModel(path)).network;
    const results: Float32Tensor[] = [];
    for (const each of [network, read]) {
      await using loaded = await engine.loadNetwork(each);
      results.push(...(await loaded.run(tensor('float32', [1, 9, 8, 3], data))));
    }
    expect(read.layers.map((layer) => layer.type)).toEqual([type, 'cropping', type]);
    expectClose(results[1]!, results[0]!, 'the output');
  });
});

describe.each(weights)('%s, the weights of a head saved by Keras', (name) => {
  it('gives a head of other weights its predictions', async () => {
    const { network } = await readKerasModel(join(fixtures, 'tf1_14_flat_transfer.h5'));
    const head = await readKerasWeights(join(fixtures, name), headOf(network));
    await expectPrediction(head, name);
  });
});

async function expectPrediction(network: Network, name: string): Promise<void> {
  const expected = await read(`${name.replaceAll('.', '_')}_output.npy`);
  await using loaded = await engine.loadNetwork(network);
  const [found] = await loaded.run(await read(inputOf(network)));
  expect(found?.shape).toEqual(expected.shape);
  const largest = expected.data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const error = expected.data.reduce(
    (max, value, index) => Math.max(max, Math.abs(value - found!.data[index]!)),
    0,
  );
  expect(largest).toBeGreaterThan(0);
  expect(error / largest).toBeLessThanOrEqual(
    name.includes('float16') ? HALF_PRECISION : SINGLE_PRECISION,
  );
}

/** Windows of 3 × 2, every second one, with padding for which Keras has no word. */
function paddedPool(type: 'maxPool' | 'averagePool'): Network {
  const padding = [1, 0, 0, 1] as const;
  const layers = [
    { type, name: 'pool', inputs: ['image'], poolSize: [3, 2], strides: [2, 2], padding },
  ] as const;
  return { name: 'pool', input: { name: 'image', shape: [9, 8, 3] }, layers, output: 'pool' };
}

/** The file of inputs for a network, by its input's size. */
function inputOf({ input }: Network): string {
  const [height, width, channels] = input.shape;
  return channels === 3
    ? `input_${height}x${width}.npy`
    : `features_${height}x${width}x${channels}.npy`;
}

async function read(name: string): Promise<Float32Tensor> {
  await using source = await openFileSource(join(fixtures, name));
  const { shape, data } = await readNpy(source);
  return tensor('float32', shape, Float32Array.from(data as ArrayLike<number>));
}

function headOf(network: Network): Network {
  const first = network.layers.findIndex(({ name }) => name === 'layer_normalization');
  const [start, ...rest] = network.layers.slice(first);
  const input = { name: 'features', shape: [2, 2, 8] };
  return { ...network, input, layers: [{ ...start!, inputs: ['features'] }, ...rest] };
}
