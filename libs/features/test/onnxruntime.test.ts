import { readFileSync } from 'node:fs';
import { createRandom } from '@gender/core';
import { listSplit } from '@gender/dataset';
import { selectEngine } from '@gender/engine';
import { conv2d, maxPool, networkOf, relu, type Layer } from '@gender/network';
import { elementCount, tensor, type Float32Tensor } from '@gender/tensor';
import { temporaryFolder, writeColourDataset } from '@gender/testing';
import { expect, it } from 'vitest';
import { NetworkBackbone } from '../src/backbone/network-backbone.js';
import { choosePreprocessing } from '../src/feeding/choose-preprocessing.js';
import { extractFeatures } from '../src/extract/extract-features.js';

const inFolder = temporaryFolder();
const random = createRandom(5);

function samples(shape: readonly number[]): Float32Tensor {
  const data = Float32Array.from({ length: elementCount(shape) }, () => random.normal() / 8);
  return tensor('float32', shape, data);
}

/** A convolution 3×3, ReLU and a 2×2 pool, as VGG's blocks are. */
function block(name: string, input: string, from: number, to: number): Layer[] {
  const kernel = samples([3, 3, from, to]);
  return [
    conv2d(name, input, { padding: [1, 1, 1, 1], kernel, bias: samples([to]) }),
    relu(`${name}_relu`, name),
    maxPool(`${name}_pool`, `${name}_relu`),
  ];
}

/** 48×48 → 6×6×24. Channels that fill vectors of 8 and of 16, and some that do not. */
const backbone = new NetworkBackbone(
  networkOf(
    'small',
    [48, 48, 3],
    ...block('one', 'input', 3, 16),
    ...block('two', 'one_pool', 16, 32),
    ...block('three', 'two_pool', 32, 24),
  ),
);

it('computes the same bytes in batches of any size, with any number of threads', async () => {
  writeColourDataset(inFolder('data'), 5);
  const listing = await listSplit(inFolder('data', 'train'));
  const engine = await selectEngine({ name: 'onnxruntime' });
  const preprocessing = choosePreprocessing(backbone, { mode: 'rescale' });
  const bytes = async (threads: number, batchSize: number): Promise<Buffer> => {
    const output = inFolder(`${threads}-${batchSize}.npy`);
    const common = { listing, backbone, preprocessing, engine };
    await using store = await extractFeatures({ ...common, output, threads, batchSize });
    return readFileSync(store.path);
  };
  const one = await bytes(1, 1);
  for (const [threads, batchSize] of [
    [1, 4],
    [2, 1],
    [2, 3],
    [2, 10],
    [3, 4],
  ] as const) {
    expect((await bytes(threads, batchSize)).equals(one), `${threads}, ${batchSize}`).toBe(true);
  }
});
