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
    await expect(reading).rejects.toMatchObject({ code: 'DATASET_SPLITS' });
    await expect(reading).rejects.toThrow(`${[one, other].sort().join(', ')}: neither classes`);
  });
});

describe('folders called train and test are never classes', () => {
  const put = async (...files: string[]): Promise<void> => {
    for (const file of files) {
      await mkdir(join(root, file, '..'), { recursive: true });
      await writeFile(join(root, file), '');
    }
  };

  it('where one holds fewer classes than the other', async () => {
    await put('test/Female/a.jpg');
    const found = await collection('train');
    expect(splitsOf(found).sort()).toEqual(['test Female', 'train Female', 'train Male']);
  });

  it('where folders without pictures lie beside them', async () => {
    await put('annotations/a.xml', '__MACOSX/train/Female/._a.jpg');
    const found = await collection('train', 'test');
    expect(found.images).toHaveLength(4);
    expect(found.leftOut.counts).toEqual({ '.xml': 1 });
  });

  it('where pictures without a class lie in one: they are refused by name', async () => {
    await put('test/a.jpg');
    await expect(collection('train')).rejects.toMatchObject({
      code: 'DATASET_SPLITS',
      message: expect.stringContaining(join(root, 'test')) as string,
    });
  });

  it('where further folders with pictures lie beside them: all are refused by name', async () => {
    await expect(collection('train', 'test', 'more')).rejects.toThrow('more, test, train: neither');
  });

  it('where a class is spelled differently in one: it is refused by name', async () => {
    await put('test/female/a.jpg', 'test/Male/a.jpg');
    await expect(collection('train')).rejects.toThrow('"Female" and "female"');
  });

  it('unless it is said that they are', async () => {
    await put('train/a.jpg', 'test/a.jpg');
    const { images } = await findImages(root, { layout: 'folders' });
    expect(images.map(({ label }) => label)).toEqual(['test', 'train']);
  });
});
