import { conv2d, networkOf, relu, type Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, test } from 'vitest';
import { compareFiles, writeNetwork } from '../src/index.js';

const inFolder = temporaryFolder();

const ramp = (...shape: number[]): Float32Tensor =>
  tensor(
    'float32',
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, at) => at + 1),
  );

/** Four values through a convolution of one place and a dense layer. */
function example({ kernel = ramp(1, 1, 1, 2), units = 3, last = 'dense' } = {}): Network {
  const window = { strides: [1, 1], padding: [0, 0, 0, 0] } as const;
  return networkOf(
    'example',
    [2, 2, 1],
    conv2d('conv', 'input', { ...window, kernel, bias: ramp(2) }),
    relu('relu', 'conv'),
    { type: 'flatten', name: 'flatten', inputs: ['relu'] },
    { type: 'dense', name: last, inputs: ['flatten'], kernel: ramp(8, units) },
  );
}

async function write(name: string, network: Network): Promise<string> {
  const path = inFolder(name);
  await writeNetwork(path, network);
  return path;
}

describe('files of two networks', () => {
  test('are equal where their numbers are, in any formats', async () => {
    const first = await write('a.safetensors', example());
    for (const name of ['b.keras', 'b.h5', 'b.safetensors']) {
      const { equal, layers } = await compareFiles(first, await write(name, example()));
      expect(equal).toBe(true);
      expect(layers.map(({ status }) => status)).toEqual(layers.map(() => 'equal'));
    }
  });

  test('differ by as much as their weights, of which the layer is named', async () => {
    const kernel = tensor('float32', [1, 1, 1, 2], Float32Array.of(1, 2.5));
    const first = await write('a.h5', example());
    const second = await write('b.safetensors', example({ kernel }));
    const { equal, maxAbsolute, maxRelative, layers } = await compareFiles(first, second);
    // 2 against 2.5: apart by 0.5, a fifth of the largest magnitude.
    expect([equal, maxAbsolute]).toEqual([false, 0.5]);
    expect(maxRelative).toBeCloseTo(0.5 / 2.5, 6);
    const differing = layers.filter(({ status }) => status !== 'equal');
    expect(differing.map(({ name }) => name)).toEqual(['conv']);
    expect((await compareFiles(first, second, { tolerance: 0.21 })).equal).toBe(true);
    expect((await compareFiles(first, second, { tolerance: 0.19 })).equal).toBe(false);
  });

  test('differ where a layer has another shape, or is another', async () => {
    const first = await write('a.h5', example());
    const wider = await compareFiles(first, await write('wide.h5', example({ units: 4 })));
    const renamed = await compareFiles(first, await write('name.h5', example({ last: 'fc' })));
    expect(wider.equal).toBe(false);
    expect(wider.layers.filter(({ status }) => status !== 'equal')).toMatchObject([
      { name: 'dense' },
    ]);
    // A layer is known by its place, whatever it is called.
    expect(renamed.layers.filter(({ status }) => status === 'equal').length).toBeGreaterThan(2);
  });

  test('can be compared up to a layer', async () => {
    const first = await write('a.h5', example());
    const second = await write('b.h5', example({ units: 4 }));
    expect((await compareFiles(first, second, { until: 'conv' })).equal).toBe(true);
    await expect(compareFiles(first, second, { until: 'pool' })).rejects.toThrow('pool');
  });
});
