import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { putPictures, recordingLogger, temporaryFolder } from '../test/pictures.js';
import { listFaces, type FaceCutter } from './cut-faces.js';
import type { FaceDescriber } from './persons/cluster-persons.js';
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

it('tells the people of a photo apart, each by the own face, and keeps them and their photos on one side', async () => {
  const root = await temporaryFolder();
  // Each letter is a face.
  const shown = ['a', 'ab', 'b', 'c', 'c', 'd', 'd', 'e', 'e', 'f', 'g'];
  const names = shown.flatMap((who, n) => [
    `Female/${n}_${who}.png`,
    `Male/${n}_${who.toUpperCase()}.png`,
  ]);
  await putPictures(join(root, 'photos'), names);
  const find: FaceCutter['find'] = (path) => {
    const letters = /_(\w+)\.png$/.exec(path)![1]!;
    return Promise.resolve(
      [...letters].map((who) => () => Promise.resolve(new TextEncoder().encode(who))),
    );
  };
  const persons: FaceDescriber = {
    ...{ network: 'letters', threshold: 0.9 },
    describe: (picture, cut) => {
      expect(cut).toEqual(faces.rule);
      const letter = new TextDecoder().decode(picture as Uint8Array).charCodeAt(0);
      return Promise.resolve(new Float32Array(128).fill(1, letter, letter + 1));
    },
  };
  const options = { source: join(root, 'photos'), dataRoot: root, persons, seed: 1 };
  const logger = recordingLogger();
  const cutter = { ...faces, find };
  const split = { ...options, dataset: 'Split', faces: cutter, logger };
  const { folder, manifest, clusters } = await prepareDataset(split);
  const people = new Map<string, Set<string | undefined>>();
  const sides = new Map<string, Set<string>>();
  for (const { file, source, person } of manifest.files) {
    const who = await readFile(join(folder, file), 'utf8');
    people.set(who, (people.get(who) ?? new Set()).add(person));
    for (const together of [who, source]) {
      sides.set(together, (sides.get(together) ?? new Set()).add(file.split('/')[0]!));
    }
  }
  expect([...sides.values()].every(({ size }) => size === 1)).toBe(true);
  expect([...people.values()].every(({ size }) => size === 1)).toBe(true);
  expect([clusters, new Set([...people.values()].flatMap((each) => [...each])).size]).toEqual([
    ...[10, 11], // f, g, F and G are like no other, and all of them nobody
  ]);
  expect(logger.warnings).toEqual([]);
});

it('warns of faces of one photo on two sides, where a split does not keep them together', async () => {
  const root = await photos([2, 2, 2, 2, 2, 2, 2, 2]);
  const logger = recordingLogger();
  const options = { source: join(root, 'photos'), dataRoot: root, dataset: 'Faces', seed: 0 };
  await prepareDataset({ ...options, faces, logger, method: 'original' });
  expect(logger.warnings[0]).toMatch(
    /^5 of 8 test pictures are faces of photos that are also trained on, or of copies of them \(split original\)/,
  );
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
