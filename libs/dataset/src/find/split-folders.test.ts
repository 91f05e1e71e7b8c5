import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findImages, type FoundImages } from './find-images.js';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gender splits '));
});
afterEach(() => rm(root, { recursive: true }));

/** A collection with one picture of each of two classes in each folder; its bytes are not read. */
async function collection(...folders: string[]): Promise<FoundImages> {
  for (const folder of folders) {
    for (const label of ['Female', 'Male']) {
      await mkdir(join(root, folder, label), { recursive: true });
      await writeFile(join(root, folder, label, 'a.jpg'), '');
    }
  }
  return findImages(root);
}

const splitsOf = ({ images }: FoundImages): string[] =>
  images.map(({ split, label }) => `${split} ${label}`);

describe('folders with the same classes in each', () => {
  it.each([
    ['Training', 'Validation'],
    ['train', 'val'],
    ['TRAIN', 'Valid'],
    ['train_set', 'validation_set'],
    ['training-data', 'dev'],
    ['train images', 'val images'],
  ])('called %s and %s are the splits of that name', async (train, validation) => {
    const found = await collection(train, validation);
    expect(found.layout).toBe('splits');
    expect(splitsOf(found).sort()).toEqual([
      'train Female',
      'train Male',
      'validation Female',
      'validation Male',
    ]);
  });

  it.each(['test', 'Testing', 'eval', 'test_set'])(
    'may have a third one called %s',
    async (test) => {
      const found = await collection('train', 'val', test);
      expect(splitsOf(found)).toContain('test Female');
      expect(found.images).toHaveLength(6);
    },
  );

  it('are looked for inside one folder around them', async () => {
    const found = await collection('faces/v2/train', 'faces/v2/test');
    expect(found.layout).toBe('splits');
    expect(splitsOf(found)).toContain('test Male');
  });

  it.each([
    ['val', 'test'],
    ['train', 'fold2'],
    ['batch1', 'batch2'],
    ['train', 'training'],
  ])('called %s and %s are refused by name', async (one, other) => {
    const reading = collection(one, other);
    await expect(reading).rejects.toMatchObject({ code: 'DATASET_CLASSES' });
    await expect(reading).rejects.toThrow(
      `${[one, other].sort().join(', ')} with the same folders`,
    );
  });
});
