import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@gender/core';
import { conv2d, dense, networkOf, type Network } from '@gender/network';
import { bytesOf, lazyTensor, tensor, type Float32Tensor } from '@gender/tensor';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StoredWeights } from '../src/engine.js';
import { createOnnxRuntimeEngine } from '../src/onnxruntime/onnxruntime-engine.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mapped weights ü '));
});
afterAll(() => rm(folder, { recursive: true }));

function random(shape: readonly number[], seed: number): Float32Tensor {
  const length = shape.reduce((product, each) => product * each, 1);
  const generator = createRandom(seed);
  return tensor(
    'float32',
    shape,
    Float32Array.from({ length }, () => generator.normal() / 30),
  );
}

/** Weights above the size from which they are mapped: 1.2 MB and 1.3 MB. */
function networkWith(convolution: Float32Tensor, kernel: Float32Tensor): Network {
  return networkOf(
    'mapped',
    [4, 4, 256],
    conv2d('conv', 'x', { kernel: convolution, padding: [1, 1, 1, 1] }),
    { type: 'flatten', name: 'flat', inputs: ['conv'] },
    dense('dense', 'flat', { kernel }),
  );
}

it('computes with weights that ONNX Runtime maps what it computes with its own, and reads none', async () => {
  const [convolution, matrix] = [random([3, 3, 256, 128], 1), random([2048, 160], 2)];
  const path = join(folder, 'weights ü.bin');
  const margin = new Uint8Array(36);
  await writeFile(path, [margin, bytesOf(convolution), bytesOf(matrix)]);
  const unread = (): never => {
    throw new Error('was read');
  };
  const lazy = [lazyTensor(convolution.shape, unread), lazyTensor(matrix.shape, unread)] as const;
  const offsets = [margin.length, margin.length + convolution.data.byteLength];
  const stored: StoredWeights = new Map(
    [convolution, matrix].map(({ data }, index) => [
      lazy[index]!,
      { path, offset: offsets[index]!, byteLength: data.byteLength },
    ]),
  );
  const engine = await createOnnxRuntimeEngine('onnxruntime');
  const input = random([2, 4, 4, 256], 3);
  await using plain = await engine.loadNetwork(networkWith(convolution, matrix));
  await using mapped = await engine.loadNetwork(networkWith(...lazy), { stored });
  expect(await mapped.run(input)).toEqual(await plain.run(input));
});
