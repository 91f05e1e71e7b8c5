import { readdirSync } from 'node:fs';
import { conv2d, dense, networkOf, relu, type Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, test } from 'vitest';
import {
  compareFiles,
  describeFile,
  findWriter,
  FormatError,
  readNetwork,
  writeNetwork,
} from '../src/index.js';
import { networkFormats } from '../src/network-formats.js';

const inFolder = temporaryFolder();
const counted = (...shape: number[]): Float32Tensor => {
  const count = shape.reduce((a, b) => a * b, 1);
  return tensor(
    'float32',
    shape,
    Float32Array.from({ length: count }, (_, at) => at - 3.5),
  );
};

/** 4 × 6 pictures to a convolution and two units; Keras keeps a ReLU in the layer before, and gives it this name back. */
const small = networkOf(
  'small',
  [4, 6, 3],
  conv2d('conv', 'image', { kernel: counted(2, 3, 3, 5), bias: counted(5), strides: [1, 2] }),
  relu('conv_relu', 'conv'),
  { type: 'flatten', name: 'flatten', inputs: ['conv_relu'] },
  dense('units', 'flatten', { kernel: counted(30, 2), bias: counted(2) }),
);

const endingsOf = (use: 'read' | 'write'): string[] =>
  networkFormats.filter((format) => format[use]).flatMap(({ endings }) => endings);
const both = endingsOf('write').filter((ending) => endingsOf('read').includes(ending));

describe.each(both)('a small network as *%s', (ending) => {
  const path = (): string => inFolder(`small${ending}`);

  test('is described with the shapes and counts that its sizes give', async () => {
    await writeNetwork(path(), small);
    const network = await describeFile(path());
    // 2 · 3 · 3 · 5 + 5 weights of the convolution, 30 · 2 + 2 of the units.
    expect(network).toMatchObject({ parameters: 95 + 62 });
    if (network.kind !== 'network') return expect(network.kind).toBe('graph');
    const shapes = network.layers.map(({ name, outputShape }) => [name, outputShape]);
    expect(shapes).toEqual([
      ['conv', [3, 2, 5]],
      ['conv_relu', [3, 2, 5]],
      ['flatten', [30]],
      ['units', [2]],
    ]);
    // 90 for each of 6 places, and 60.
    expect(network.multiplyAdds).toBe(600);
  });

  test('is equal to what is written from it as any other', async () => {
    await writeNetwork(path(), small);
    for (const other of both.filter((each) => each !== '.onnx')) {
      const copy = inFolder(`copy${other}`);
      await writeNetwork(copy, await readNetwork(path()));
      expect([other, (await compareFiles(path(), copy)).equal]).toEqual([other, true]);
    }
  });

  test('differs from one whose single weight differs, by that much', async () => {
    const units = counted(30, 2);
    units.data[7]! += 0.25;
    const layers = small.layers.map((layer) =>
      layer.name === 'units' && layer.type === 'dense' ? { ...layer, kernel: units } : layer,
    );
    const other: Network = { ...small, layers };
    const changed = inFolder(`changed${ending}`);
    await writeNetwork(path(), small);
    await writeNetwork(changed, other);
    expect(await compareFiles(path(), changed)).toMatchObject({ equal: false, maxAbsolute: 0.25 });
    // 0.25 of the largest magnitude, 55.5, is less than one in two hundred.
    expect(await compareFiles(path(), changed, { tolerance: 0.005 })).toMatchObject({
      equal: true,
    });
  });
});

describe('what cannot be written', () => {
  test.each([
    ['net.pt', 'FORMAT_UNKNOWN'],
    ['net', 'FORMAT_UNKNOWN'],
    ['net.mat', 'FORMAT_WRITE'],
    ['face-api', 'FORMAT_WRITE'],
  ])('%s is refused before anything is computed, and leaves no file', async (name, code) => {
    const path = name === 'face-api' ? name : inFolder(name);
    const before = readdirSync(inFolder());
    expect(() => findWriter(path)).toThrow(FormatError);
    expect(() => findWriter(path)).toThrow(expect.objectContaining({ code }));
    await expect(writeNetwork(path, small)).rejects.toMatchObject({ code });
    expect(readdirSync(inFolder())).toEqual(before);
  });
});

test('a file that says how it is fed is not fed otherwise', async () => {
  const path = inFolder('fed.safetensors');
  const mean = tensor('float32', [3], Float32Array.of(1, 2, 3));
  await writeNetwork(path, small);
  expect((await readNetwork(path, { normalization: { mean } })).normalization).toEqual({ mean });
  await writeNetwork(path, { ...small, normalization: { mean } });
  await expect(readNetwork(path, { normalization: { mean } })).rejects.toMatchObject({
    code: 'FORMAT_NORMALIZATION',
  });
});
