import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { put, putPictures, temporaryFolder } from '../../test/pictures.js';
import { prepareDataset, type PrepareOptions, type PreparedDataset } from '../prepare-dataset.js';
import type { SplitManifestFile } from '../write/split-manifest.js';

let options: PrepareOptions;
let folder: string;
/** Sixty pictures of thirty persons, in three splits and two folds of their own. */
beforeEach(async () => {
  folder = await temporaryFolder();
  const names = Array.from({ length: 60 }, (_, index) => `${index}.png`);
  await putPictures(folder, names);
  const rows = names.map((name, index) => {
    const person = Math.floor(index / 2);
    const split = ['train', 'train', 'train', 'validation', 'test'][person % 5];
    return [
      name,
      person % 2 ? 'Male' : 'Female',
      `p${person}`,
      20 + (person % 3) * 10,
      split,
    ].join();
  });
  await put(join(folder, 'list.csv'), ['file,label,person,age,split', ...rows].join('\n'));
  const dataRoot = join(folder, 'data');
  options = { source: join(folder, 'list.csv'), dataRoot, dataset: 'Faces', seed: 1 };
});

const prepared = (more: Partial<PrepareOptions>): Promise<PreparedDataset> =>
  prepareDataset({ ...options, ...more });

/** The values of a key by those of another, each once. */
function relation(
  files: readonly SplitManifestFile[],
  key: (file: SplitManifestFile) => string | undefined,
  value: (file: SplitManifestFile) => string | undefined,
): Map<string | undefined, Set<string | undefined>> {
  const found = new Map<string | undefined, Set<string | undefined>>();
  for (const file of files)
    found.set(key(file), (found.get(key(file)) ?? new Set()).add(value(file)));
  return found;
}

const splitOf = ({ file }: SplitManifestFile): string | undefined => file.split('/')[0];

describe.each(['persons', 'original', 'given'] as const)('folds beside a split (%s)', (method) => {
  it('hold every picture once, and each person in one', async () => {
    const { manifest } = await prepared({ method, folds: 3 });
    expect(manifest).toMatchObject({ method, folds: 3 });
    const folds = relation(
      manifest.files,
      ({ fold }) => fold,
      ({ file }) => file,
    );
    expect([...folds.keys()].sort()).toEqual(['1', '2', '3']);
    const sizes = [...folds.values()].map(({ size }) => size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(60);
    for (const size of sizes) expect(Math.abs(size - 20)).toBeLessThanOrEqual(2);
    const persons = relation(
      manifest.files,
      ({ person }) => person,
      ({ fold }) => fold,
    );
    for (const its of persons.values()) expect(its.size).toBe(1);
  });

  it('do not change the split', async () => {
    const places = async (folds?: number) => {
      const { manifest } = await prepared({ method, folds });
      return manifest.files.map(({ fold: _, ...file }) => file);
    };
    expect(await places(4)).toEqual(await places());
  });
});

it('a split that was given is kept, whatever it is stratified by', async () => {
  const { manifest } = await prepared({ stratify: 'age' });
  for (const { person, file } of manifest.files) {
    const number = Number(person?.slice(1));
    const expected = ['train', 'train', 'train', 'validation', 'test'][number % 5];
    expect(file.startsWith(`${expected}/`)).toBe(true);
  }
});

it('what is missing of a given split is cut from train by age band, persons apart', async () => {
  const rows = Array.from({ length: 60 }, (_, index) => {
    const person = Math.floor(index / 2);
    return `${index}.png,${person % 2 ? 'Male' : 'Female'},p${person},${20 + (person % 3) * 10},train`;
  });
  await rm(join(folder, 'list.csv'));
  await put(join(folder, 'list.csv'), ['file,label,person,age,split', ...rows].join('\n'));
  const { manifest } = await prepared({ stratify: 'age' });
  expect(manifest.method).toBe('given');
  const sides = relation(manifest.files, ({ person }) => person, splitOf);
  for (const its of sides.values()) expect(its.size).toBe(1);
  const ages = relation(manifest.files, splitOf, ({ age }) => String(age));
  expect([...ages.keys()].sort()).toEqual(['test', 'train', 'validation']);
  for (const its of ages.values()) expect([...its].sort()).toEqual(['20', '30', '40']);
});

it.each([
  [{ folds: 1 }, 'DATASET_OPTIONS'],
  [{ folds: 40 }, 'DATASET_TOO_SMALL'],
])('%j are refused, and nothing is written', async (more, code) => {
  await expect(prepared(more)).rejects.toMatchObject({ code });
  await expect(prepared({ ...more, method: 'original' })).rejects.toMatchObject({ code });
});
