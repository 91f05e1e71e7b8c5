import { readFileSync } from 'node:fs';
import { memorySource } from '@gender/core';
import { importMatConvNet } from '@gender/matconvnet';
import type { Network } from '@gender/network';
import { tensor } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { selectEngine } from '../src/select-engine.js';
import { expectClose } from './expect-close.js';

const folder = new URL('../../matconvnet/test/fixtures/variants/', import.meta.url);

interface Golden {
  /** One picture `(6, 6, 3)`. */
  readonly input: number[];
  readonly probabilities: Record<string, number[]>;
  /** By channel, or for every pixel; none where the file holds an empty one. */
  readonly means: Record<string, number[] | null>;
}

/** What NumPy computes; see the README of the fixtures. */
const golden = JSON.parse(readFileSync(new URL('variants.json', folder), 'utf8')) as Golden;

async function read(name: string): Promise<Network> {
  return importMatConvNet(memorySource(readFileSync(new URL(`${name}.mat`, folder)), name));
}

describe('one network in the many ways in which it is saved', () => {
  it.each(Object.entries(golden.probabilities))('%s', async (name, expected) => {
    const network = await read(name);
    const engine = await selectEngine({ name: 'onnxruntime' });
    await using loaded = await engine.loadNetwork(network);
    const input = tensor('float32', [1, 6, 6, 3], Float32Array.from(golden.input));
    const [found] = await loaded.run(input);
    const { shape } = found!;
    expectClose(found!, tensor('float32', shape, Float32Array.from(expected)), name);
    expect(network.classes).toEqual(['woman', 'man']);
  });

  it.each(Object.entries(golden.means))('%s: what is subtracted', async (name, expected) => {
    const { normalization } = await read(name);
    expect(normalization && [...normalization.mean.data]).toEqual(expected ?? undefined);
  });
});
