import { mkdirSync, writeFileSync } from 'node:fs';
import { temporaryFolder } from '@gender/testing';
import { describe, expect, it } from 'vitest';
import type { RowProvenance } from './feature-record.js';
import { featureStorePath, findStores, wayName, type StoreName } from './store-path.js';

const inFolder = temporaryFolder();
const published = 'models/VGG_Face_pretrained_descriptor.h5';
const preprocessing: RowProvenance['preprocessing'] = {
  mode: 'network',
  height: 224,
  width: 224,
  resampling: 'nearest',
  exif: 'apply',
  mean: 'ab',
};
const standard: RowProvenance = { rowShape: [7, 7, 512], backbone: 'cd', preprocessing };

const others: Record<string, RowProvenance> = {
  network: { ...standard, backbone: 'ef' },
  rescale: { ...standard, preprocessing: { ...preprocessing, mode: 'rescale' } },
  'network ': { ...standard, preprocessing: { ...preprocessing, resampling: 'box' } },
  'network  ': { ...standard, preprocessing: { ...preprocessing, exif: 'ignore' } },
  'network   ': { ...standard, preprocessing: { ...preprocessing, keepAspect: true } },
  'network    ': { ...standard, preprocessing: { ...preprocessing, border: [1, 1] } },
  'network.int8': { ...standard, quantization: '12' },
  'network.flip': { ...standard, augment: 'flip' },
  'network.jimp': { ...standard, decoder: 'jimp' },
  'network.int8.flip': { ...standard, quantization: '12', augment: 'flip' },
};

describe('wayName', () => {
  it('leaves the default way without a name', () => {
    expect(wayName(standard, published)).toBeUndefined();
    expect(wayName(standard, 'other/VGG_Face_pretrained_descriptor.keras')).toBeUndefined();
  });

  it('gives two ways two names: readable words, then a hash', () => {
    const names = [wayName(standard), ...Object.values(others).map((way) => wayName(way))];
    expect(new Set(names).size).toBe(names.length);
    for (const [words, way] of Object.entries(others)) {
      const name = wayName(way, 'models/other.h5');
      expect(name).toMatch(new RegExp(`^${words.trim()}\\.[0-9a-f]{12}$`));
      if (words !== 'network') expect(wayName(way, published)).toBe(name);
    }
  });

  it('does not depend on the order of fields', () => {
    const { rowShape, backbone } = standard;
    const reversed = Object.fromEntries(Object.entries(preprocessing).toReversed());
    const same = { preprocessing: reversed as typeof preprocessing, backbone, rowShape };
    expect(wayName(same)).toBe(wayName(standard));
  });
});

describe('findStores', () => {
  it('finds every store by its name, of this dataset only', async () => {
    const names: StoreName[] = [
      { split: 'train' },
      { split: 'test', way: wayName(standard) },
      { split: 'train', shard: { part: 3, of: 16 } },
      { split: 'validation', way: wayName(standard), shard: { part: 1, of: 2 } },
    ];
    mkdirSync(inFolder('features'));
    const paths = names.map((name) => featureStorePath(inFolder(), 'Faces', name));
    const foreign = ['Faces_train.json', 'Faces_Small_train.npy', 'Faces_half.npy', 'train.npy'];
    for (const path of [...paths, ...foreign.map((name) => inFolder('features', name))]) {
      writeFileSync(path, '');
    }
    const found = await findStores(inFolder(), 'Faces');
    const expected = names.map((name, index) => ({ ...name, path: paths[index] }));
    expect(found).toHaveLength(names.length);
    for (const one of expected) expect(found).toContainEqual(one);
  });
});
