import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { openFileSource } from '@gender/core/node';
import { KerasError, readKerasModel, writeKerasModel } from '@gender/keras';
import type { Layer, Network } from '@gender/network';
import { readNpy, tensor, type Float32Tensor } from '@gender/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../src/engine.js';
import { selectEngine } from '../src/select-engine.js';
import { expectClose } from './expect-close.js';

/** Every layer that is read, as Keras 2 and 3 save it, by `tools/oracle/keras_layers.py`. */
const fixtures = fileURLToPath(new URL('../../keras/test/fixtures/', import.meta.url));
const models = readdirSync(join(fixtures, 'layers')).filter((name) => !name.endsWith('.npy'));

let folder = '';
let engine: Engine;
beforeAll(async () => {
  engine = await selectEngine();
  folder = await mkdtemp(join(tmpdir(), 'gender-keras-layers-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(models)('%s, saved by Keras', (name) => {
  const title = name.replace(/\..*$/, '');
  const output = name.includes('outputs') ? 'gender' : undefined;

  it('predicts here what it predicted there', async () => {
    const { network } = await readKerasModel(await modelFile(name), { output });
    await expectPrediction(network, title);
  });

  it('predicts it, written by us and read again', async () => {
    const source = await modelFile(name);
    const path = join(folder, `again_${name.replace(/\.gz$/, '')}`);
    const { network } = await readKerasModel(source, { output });
    // The form of GELU with a tanh is an operation, which is not written; the rest of it is.
    const written = { ...network, layers: network.layers.map(withoutTanh) };
    await writeKerasModel(path, written);
    const again = await readKerasModel(path);
    await expectSame(again.network, written);
  });
});

it('a form that Keras has as an operation only is not written, by name', async () => {
  const { network } = await readKerasModel(await modelFile('keras3_operators.keras'));
  const writing = writeKerasModel(join(folder, 'refused.h5'), network);
  await expect(writing).rejects.toThrow(KerasError);
  await expect(writing).rejects.toThrow(/"gelu" \(gelu\).*ONNX/);
});

it('of several outputs one is to be named', async () => {
  const reading = readKerasModel(await modelFile('keras3_outputs.keras'));
  await expect(reading).rejects.toMatchObject({ code: 'KERAS_OUTPUT' });
  await expect(reading).rejects.toThrow(/2 outputs \("age", "gender"\)/);
});

function withoutTanh(layer: Layer): Layer {
  return layer.type === 'gelu' ? { ...layer, approximate: false } : layer;
}

/** Both compute the same of the pictures. */
async function expectSame(network: Network, like: Network): Promise<void> {
  const results: Float32Tensor[] = [];
  for (const each of [network, like]) {
    await using loaded = await engine.loadNetwork(each);
    results.push(...(await loaded.run(await readTensor('input_8x8.npy'))));
  }
  expectClose(results[0]!, results[1]!, network.name);
}

async function expectPrediction(network: Network, title: string): Promise<void> {
  await using loaded = await engine.loadNetwork(network);
  const [found] = await loaded.run(await readTensor('input_8x8.npy'));
  expectClose(found!, await readTensor(`layers/${title}_output.npy`), title);
}

/** The file of a model, unpacked where it is packed. */
async function modelFile(name: string): Promise<string> {
  const path = join(fixtures, 'layers', name);
  if (!name.endsWith('.gz')) return path;
  const unpacked = join(folder, name.replace(/\.gz$/, ''));
  await writeFile(unpacked, gunzipSync(await readFile(path)));
  return unpacked;
}

async function readTensor(name: string): Promise<Float32Tensor> {
  await using source = await openFileSource(join(fixtures, name));
  const { shape, data } = await readNpy(source);
  return tensor('float32', shape, Float32Array.from(data as ArrayLike<number>));
}
