import { readFile } from 'node:fs/promises';
import { layerWeights } from '@gender/network';
import { isUnread } from '@gender/tensor';
import { describe, expect, it } from 'vitest';
import { readKerasModel } from '../src/index.js';
import { fixture } from './files.js';

describe('readKerasModel', () => {
  it('says where weights of a file of Keras lie in it', async () => {
    const path = fixture('keras2_15_descriptor.h5');
    const { network, stored } = await readKerasModel(path);
    const bytes = await readFile(path);
    const weights = network.layers.flatMap(layerWeights);
    expect(weights.length).toBeGreaterThan(0);
    for (const { tensor } of weights) {
      const { offset, byteLength } = stored.get(tensor)!;
      expect(byteLength).toBe(tensor.data.byteLength);
      const elements = [...tensor.data.keys()].map((at) => bytes.readFloatLE(offset + 4 * at));
      expect(elements).toEqual([...tensor.data]);
    }
  });

  it('reads weights when they are asked for, if told so', async () => {
    const path = fixture('keras2_15_descriptor.h5');
    const { network } = await readKerasModel(path, { lazy: true });
    const weights = network.layers.flatMap(layerWeights);
    expect(weights.every(({ tensor }) => isUnread(tensor))).toBe(true);
    expect(network).toEqual((await readKerasModel(path)).network);
    expect(weights.some(({ tensor }) => isUnread(tensor))).toBe(false);
  });
});
