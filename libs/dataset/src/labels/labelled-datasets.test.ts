import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest, sha256 } from '@gender/core/node';
import { beforeEach, describe, expect, it } from 'vitest';
import { classNames, put, putPictures, temporaryFolder } from '../../test/pictures.js';
import { inspectCollection } from '../inspect-collection.js';
import { listSplit } from '../list-split.js';
import { prepareDataset, type PrepareOptions } from '../prepare-dataset.js';
import { readSplitManifest } from '../write/read-split-manifest.js';

let folder: string;
let options: PrepareOptions;
beforeEach(async () => {
  folder = await temporaryFolder();
  options = { source: join(folder, 'faces'), dataRoot: folder, dataset: 'Faces', seed: 2 };
  await putPictures(options.source, classNames(15, ['Man', 'Woman']));
});

const map = { Man: 'Male', Woman: 'Female' };

async function corrections(name: string, text: string): Promise<string> {
  await put(join(folder, name), text);
  return join(folder, name);
}

describe('a dataset with other labels', () => {
  it('has the new classes as its folders, sizes and manifest', async () => {
    const { counts, relabelling } = await prepareDataset({ ...options, map });
    expect(counts).toEqual({
      train: { Female: 9, Male: 9 },
      validation: { Female: 3, Male: 3 },
      test: { Female: 3, Male: 3 },
    });
    expect(relabelling).toEqual({ map });
    expect((await listSplit(join(folder, 'Faces', 'test'))).classes).toEqual(['Female', 'Male']);
    const manifest = await readSplitManifest(join(folder, 'Faces'));
    expect(manifest.relabelling).toEqual({ map });
    for (const { file, source } of manifest.files) {
      const [, label] = file.split('/');
      expect(source.startsWith(label === 'Male' ? 'Man/' : 'Woman/')).toBe(true);
    }
  });

  it.each([
    ['list.csv', 'file,label\nMan/1.png,Female\nMan/2.png,drop\n'],
    ['list.tsv', 'file\tlabel\nMan/1.png\tFemale\nMan/2.png\tdrop\n'],
    ['semicolons.csv', 'label;file\nFemale;Man/1.png\ndrop;Man/2.png\n'],
    ['list.jsonl', '{"file":"Man/1.png","label":"Female"}\n{"file":"Man/2.png","label":"drop"}\n'],
  ])('takes its corrections from %s', async (name, text) => {
    const list = await corrections(name, text);
    const { manifest } = await prepareDataset({ ...options, map, corrections: list });
    const places = new Map(manifest.files.map(({ source, file }) => [source, file]));
    expect(places.size).toBe(29);
    expect(places.get('Man/1.png')).toMatch(/\/Female\//);
    expect(places.get('Man/3.png')).toMatch(/\/Male\//);
    expect(places.has('Man/2.png')).toBe(false);
    expect(manifest.relabelling?.corrections).toEqual({
      ...{ sha256: sha256(Buffer.from(text)), relabelled: 1, dropped: 1, unchanged: 0 },
    });
    const run = await readManifest(join(folder, 'Faces'));
    expect(run.inputs).toEqual({ [list]: sha256(Buffer.from(text)) });
    expect(run.options).toMatchObject({ map, corrections: list });
  });

  it('is written anew when its corrections are others, and stays when they are not', async () => {
    const list = await corrections('list.csv', 'file,label\nMan/1.png,drop\n');
    const written = async (): Promise<boolean> =>
      (await prepareDataset({ ...options, corrections: list })).written;
    expect([await written(), await written()]).toEqual([true, false]);
    await writeFile(list, 'file,label\nMan/1.png,drop\nMan/2.png,Man\n');
    expect([await written(), await written()]).toEqual([true, false]);
    const text = await readFile(join(folder, 'Faces', 'split.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ relabelling: { corrections: { unchanged: 1 } } });
  });

  it('leaves out a picture that is dropped before it is looked at', async () => {
    await writeFile(join(options.source, 'Man/4.png'), 'no picture');
    await expect(prepareDataset(options)).rejects.toMatchObject({ code: 'DATASET_BROKEN' });
    const list = await corrections('list.csv', 'file,label\nMan/4.png,drop\n');
    const { broken, found } = await prepareDataset({ ...options, corrections: list });
    expect([broken, found]).toEqual([[], 29]);
  });
});

describe('an inspection', () => {
  it('counts classes as they are renamed and corrected', async () => {
    const list = await corrections('list.csv', 'file,label\nMan/1.png,Female\nMan/2.png,drop\n');
    const { classes } = await inspectCollection({ ...options, map, corrections: list });
    expect(classes).toEqual({ Female: 16, Male: 13 });
  });

  it('shows each picture that is in two classes', async () => {
    const bytes = await readFile(join(options.source, 'Man/1.png'));
    await put(join(options.source, 'Woman/copy.png'), bytes);
    await put(join(options.source, 'Man/copy.png'), bytes);
    const { duplicates } = await inspectCollection(options);
    expect(duplicates.map(({ contradiction, likeness }) => [contradiction, likeness])).toEqual([
      [false, 'file'],
      [true, 'file'],
    ]);
  });
});
