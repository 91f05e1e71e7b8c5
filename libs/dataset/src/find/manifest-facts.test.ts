import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { required, silentLogger } from '@gender/core';
import { describe, expect, it } from 'vitest';
import { encodePpm, put, temporaryFolder, wavesPicture } from '../../test/pictures.js';
import { auditDataset } from '../audit-dataset.js';
import { prepareDataset, type PreparedDataset } from '../prepare-dataset.js';
import { findImages } from './find-images.js';

/** A list of 40 pictures, two of each person, with ages and a group; the first is there twice. */
async function listed(): Promise<string> {
  const folder = await temporaryFolder();
  const rows = ['file,label,person,age,race,fold'];
  for (let index = 0; index < 40; index += 1) {
    const file = `${index}.ppm`;
    await put(join(folder, file), encodePpm(wavesPicture(index === 39 ? 0 : index)));
    const age = index % 3 === 0 ? `"(${index}, ${index + 5})"` : index;
    rows.push(
      `${file},${index % 2 === 0 ? 'Female' : 'Male'},p${index % 20},${age},r${index % 2},${index % 5}`,
    );
  }
  rows.pop();
  rows.push(`39.ppm,Female,p40,40,r0,4`);
  await writeFile(join(folder, 'list.csv'), rows.join('\n'));
  return folder;
}

function prepare(source: string, seed: number, dataRoot: string): Promise<PreparedDataset> {
  const dataset = `Set${seed}`;
  return prepareDataset({ source, dataset, seed, dataRoot, method: 'persons' });
}

describe('a prepared dataset that is split again', () => {
  it('keeps persons and copies on one side, and what is known of each picture', async () => {
    const dataRoot = await temporaryFolder();
    const once = await prepare(await listed(), 0, dataRoot);
    const again = await prepare(once.folder, 1, dataRoot);
    expect(again.persons).toBe(once.persons);
    const factsOf = ({ manifest }: PreparedDataset): unknown[] =>
      manifest.files
        .map(({ sha256, person, age, ageRange, groups, fold }) =>
          JSON.stringify([sha256, person, age, ageRange, groups, required(fold, 'a fold')]),
        )
        .sort();
    expect(factsOf(again)).toEqual(factsOf(once));
    expect(factsOf(once)).toHaveLength(40);
    const sides = (prepared: PreparedDataset): string[] =>
      prepared.manifest.files.map(({ file, sha256 }) => `${file.split('/')[0]} ${sha256}`).sort();
    expect(sides(again)).not.toEqual(sides(once));
    expect((await auditDataset({ source: again.folder })).leaks).toEqual([]);
  });

  it('finds the first copy that is there where the first of all is not', async () => {
    const dataRoot = await temporaryFolder();
    const { folder, manifest } = await prepare(await listed(), 0, dataRoot);
    const [one, other, ...others] = manifest.files;
    const files = [{ ...one, copyOf: 'gone.ppm' }, { ...other, copyOf: 'gone.ppm' }, ...others];
    await writeFile(join(folder, 'split.json'), JSON.stringify({ ...manifest, files }));
    const { images } = await findImages(folder);
    const copies = images.filter(({ path }) =>
      [one, other].some((each) => path === join(folder, each!.file)),
    );
    expect(copies.map(({ copyOf }) => copyOf)).toEqual([copies[0]!.path, copies[0]!.path]);
  });

  it('warns where folders were renamed, so that of their pictures nothing is known', async () => {
    const { folder, manifest } = await prepare(await listed(), 0, await temporaryFolder());
    for (const split of ['train', 'validation', 'test']) {
      await rename(join(folder, split, 'Male'), join(folder, split, 'Mann'));
    }
    const known = manifest.files.filter(({ file }) => file.includes('/Female/')).length;
    const warned: string[] = [];
    const logger = { ...silentLogger, warn: (line: string) => void warned.push(line) };
    const { images } = await findImages(folder, { logger });
    expect(images.filter(({ person }) => person !== undefined)).toHaveLength(known);
    expect(warned.join()).toContain(`names ${known} of 40 pictures, and not ${folder}`);
  });

  it('knows pictures whose names a file system gives back in another form', async () => {
    const { folder, manifest } = await prepare(await listed(), 0, await temporaryFolder());
    await rename(join(folder, 'test/Male'), join(folder, 'test/M\u00e4nner'));
    const files = manifest.files.map((each) => ({
      ...each,
      file: each.file.replace('test/Male', 'test/Ma\u0308nner'),
    }));
    await writeFile(join(folder, 'split.json'), JSON.stringify({ ...manifest, files }));
    const { images } = await findImages(folder);
    expect(images.filter(({ person }) => person === undefined)).toEqual([]);
  });

  it('is refused where its manifest cannot be understood', async () => {
    const { folder } = await prepare(await listed(), 0, await temporaryFolder());
    await writeFile(join(folder, 'split.json'), '{"format": 7}');
    await expect(findImages(folder)).rejects.toMatchObject({
      code: 'DATASET_NOT_FOUND',
      message: expect.stringContaining(join(folder, 'split.json')) as string,
    });
  });
});
