import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { memorySource, type ByteSource } from '@gender/core';
import { openFileSource } from '@gender/core/node';
import type { Conv2dLayer, Layer, Network } from '@gender/network';
import { beforeAll, describe, expect, it } from 'vitest';
import { importMatConvNet } from '../src/index.js';

interface ExpectedLayer {
  type: string;
  name: string;
  stride?: number[];
  pad?: number[];
  kernel?: { shape: number[]; entries: [place: number[], value: number][]; sum: number };
  bias?: number[];
}

interface ExpectedNetwork {
  layers: ExpectedLayer[];
  classes: string[];
  imageSize: number[];
  mean: number[];
}

/** What SciPy reads; see fixtures/README.md. */
const expected = JSON.parse(
  readFileSync(new URL('./fixtures/networks.json', import.meta.url), 'utf8'),
) as Record<string, ExpectedNetwork>;
const files = Object.keys(expected);

function fixtureSource(name: string): ByteSource {
  const url = new URL(`../../mat/test/fixtures/${name}.mat`, import.meta.url);
  return memorySource(readFileSync(url), `${name}.mat`);
}

const networks = new Map<string, Network>();
beforeAll(async () => {
  for (const file of files) networks.set(file, await importMatConvNet(fixtureSource(file)));
});

const typeNames: Record<string, string> = { conv: 'conv2d', pool: 'maxPool' };

/** The element at a place `(h, w, in, out)` of a kernel. */
function entryOf({ kernel }: Conv2dLayer, place: readonly number[]): number | undefined {
  const index = kernel.shape.reduce((sum, length, axis) => sum * length + (place[axis] ?? 0), 0);
  return kernel.data[index];
}

function convolutions(layers: readonly Layer[]): Conv2dLayer[] {
  return layers.filter((layer) => layer.type === 'conv2d');
}

describe('importMatConvNet on files of every layout', () => {
  it.each(files)('reads the layers, classes and normalisation of %s.mat', (file) => {
    const network = networks.get(file)!;
    const golden = expected[file]!;
    expect(network.layers.map(({ type, name }) => [type, name])).toEqual(
      golden.layers.map(({ type, name }) => [typeNames[type] ?? type, name]),
    );
    expect(network).toMatchObject({
      name: file,
      input: { name: 'input', shape: golden.imageSize },
      output: 'prob',
      classes: golden.classes,
      normalization: { interpolation: 'bicubic', mean: { shape: [3] } },
    });
    expect([...network.normalization!.mean.data]).toEqual(golden.mean);
  });

  it.each(files)('reads every kernel and bias of %s.mat exactly', (file) => {
    const goldens = expected[file]!.layers.filter(({ type }) => type === 'conv');
    const layers = convolutions(networks.get(file)!.layers);
    expect(layers).toHaveLength(goldens.length);
    for (const [index, layer] of layers.entries()) {
      const { kernel, bias, stride, pad } = goldens[index]!;
      expect(layer.kernel.dtype).toBe('float32');
      expect(layer.kernel.shape).toEqual(kernel!.shape);
      for (const [place, value] of kernel!.entries) expect(entryOf(layer, place)).toBe(value);
      // Float64 sums of float32 numbers in another order: equal to a few units of 2^-52.
      const sum = layer.kernel.data.reduce((total, value) => total + value, 0);
      expect(sum).toBeCloseTo(kernel!.sum, 9);
      expect([...layer.bias!.data]).toEqual(bias);
      expect(layer.strides).toEqual([stride![0], stride!.at(-1)]);
      expect(layer.padding).toEqual(pad!.length === 1 ? new Array(4).fill(pad![0]) : pad);
    }
  });

  it('gives the same network whichever way it is stored', () => {
    const [first, ...others] = files.map((file) => ({ ...networks.get(file)!, name: '' }));
    for (const other of others) expect(other).toEqual(first);
  });

  it.each(files)('leaves the fully connected layers of %s.mat out', async (file) => {
    const backbone = await importMatConvNet(fixtureSource(file), { includeTop: false });
    const whole = networks.get(file)!;
    expect(backbone.output).toBe('pool5');
    expect(backbone.layers).toEqual(whole.layers.slice(0, 31));
    expect(backbone.classes).toBeUndefined();
    expect(backbone.normalization).toEqual(whole.normalization);
  });

  it('reads the layers of a DagNN and how they are connected', async () => {
    const network = await importMatConvNet(fixtureSource('dagnn_residual_packed_v7'));
    expect(network.layers.map(({ name, type, inputs }) => [name, type, inputs])).toEqual([
      ['a', 'conv2d', ['input']],
      ['r', 'relu', ['a']],
      ['b', 'conv2d', ['r']],
      ['s', 'add', ['b', 'r']],
      ['c', 'conv2d', ['s']],
    ]);
    expect(network).toMatchObject({ output: 'c', input: { anySize: true } });
    expect(network.layers[1]).toMatchObject({ negativeSlope: 0.1 });
  });

  it('reads the same network as a DagNN, and from HDF5', async () => {
    const { name: _, ...first } = networks.get(files[0]!)!;
    for (const file of ['dagnn_v7', 'oxford_net_v73']) {
      const path = fileURLToPath(new URL(`fixtures/${file}.mat`, import.meta.url));
      await using source = await openFileSource(path);
      expect(await importMatConvNet(source)).toEqual({ ...first, name: file });
    }
  });
});
