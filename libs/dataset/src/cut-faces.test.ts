import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { putPictures, temporaryFolder } from '../test/pictures.js';
import { listFaces, type FaceCutter } from './cut-faces.js';
import { prepareDataset } from './prepare-dataset.js';
import { readSplitManifest } from './write/read-split-manifest.js';

/** Two classes of "photos"; the number in a name says how many faces are in it. */
async function photos(counts: readonly number[]): Promise<string> {
  const folder = await temporaryFolder();
  const names = ['Female', 'Male'].flatMap((label) =>
    counts.map((count, index) => `${label}/${index}_${count}.png`),
  );
  await putPictures(join(folder, 'photos'), names);
  return folder;
}

const faces: FaceCutter = {
  rule: { version: 1, detector: 'names', which: 'all', template: 'dlib', size: 150 },
  find: (path) => {
    const count = Number(/(\d)\.png$/.exec(path)?.[1]);
    const bytes = (face: number) => new TextEncoder().encode(`face ${face} of ${path}`);
    return Promise.resolve(
      Array.from({ length: count }, (_, face) => () => Promise.resolve(bytes(face))),
    );
  },
};

it('writes the faces in place of the photos, leaves out photos without one, and says how', async () => {
  const root = await photos([1, 1, 2, 0, 1, 1, 1, 1, 2, 1]);
  const options = {
    source: join(root, 'photos'),
    dataRoot: root,
    dataset: 'Faces',
    seed: 0,
    faces,
  };
  const { counts, faceless, folder, written } = await prepareDataset(options);
  expect(faceless.map((path) => path.slice(-14))).toEqual(['Female/3_0.png', expect.any(String)]);
  const of = (label: string): number =>
    counts.train[label]! + counts.validation[label]! + counts.test[label]!;
  expect([of('Female'), of('Male'), written]).toEqual([11, 11, true]);

  const manifest = await readSplitManifest(folder);
  expect(manifest.faces).toEqual(faces.rule);
  const contents = await Promise.all(
    manifest.files.map(({ file }) => readFile(join(folder, file), 'utf8')),
  );
  expect(contents.every((text) => /^face \d of /.test(text))).toBe(true);
  expect(new Set(contents).size).toBe(22);
  // Two faces of one photo are never on two sides.
  const sides = new Map<string, Set<string>>();
  for (const { file, source } of manifest.files) {
    const side = sides.get(source) ?? new Set();
    sides.set(source, side.add(file.split('/')[0]!));
  }
  expect([...sides.values()].every(({ size }) => size === 1)).toBe(true);

  expect(await prepareDataset(options)).toMatchObject({ written: false });
});

it('lists photos without a face, and writes nothing', async () => {
  const root = await photos([1, 0, 2]);
  const listed = await listFaces({ source: join(root, 'photos'), faces });
  expect(listed).toMatchObject({ found: 6, several: 2, broken: [] });
  expect(listed.faceless).toHaveLength(2);
});

it('keeps how faces were cut out where the dataset is split again, and does not cut them twice', async () => {
  const root = await photos([1, 1, 1, 1, 1]);
  const whole: FaceCutter = { ...faces, find: (path) => Promise.resolve([() => readFile(path)]) };
  const options = { source: join(root, 'photos'), dataRoot: root, seed: 0 };
  const { folder } = await prepareDataset({ ...options, dataset: 'Faces', faces: whole });
  const again = { ...options, source: folder, dataset: 'Again', method: 'original' as const };
  expect((await prepareDataset(again)).manifest.faces).toEqual(faces.rule);
  await expect(prepareDataset({ ...again, faces: whole })).rejects.toMatchObject({
    code: 'DATASET_OPTIONS',
  });
});
