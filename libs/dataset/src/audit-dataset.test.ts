import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  encodePpm,
  put,
  putPictures,
  recordingLogger,
  redraw,
  temporaryFolder,
  wavesPicture,
} from '../test/pictures.js';
import { auditDataset } from './audit-dataset.js';
import { inspectCollection } from './inspect-collection.js';
import { prepareDataset, type PreparedDataset } from './prepare-dataset.js';

const draw = (folder: string, name: string, seed: number): Promise<void> =>
  put(join(folder, name), encodePpm(wavesPicture(seed)));

describe('an audit', () => {
  it('names each picture that an earlier split knows, by the strongest reason', async () => {
    const folder = await temporaryFolder();
    for (const [index, split] of ['train', 'val', 'test'].entries()) {
      await draw(folder, `${split}/Female/own.ppm`, index);
      await draw(folder, `${split}/Male/own.ppm`, 10 + index);
    }
    const first = wavesPicture(0);
    const mirrored = redraw(first, 96, (x, y) => [95 - x, y]);
    await put(join(folder, 'test/Female/file.ppm'), encodePpm(first));
    const commented = Buffer.concat([encodePpm(first), Buffer.from('#')]);
    await put(join(folder, 'test/Female/pixels.ppm'), commented);
    await put(join(folder, 'val/Female/mirrored.ppm'), encodePpm(mirrored));
    await draw(folder, 'train/Male/person0001_1.ppm', 20);
    await draw(folder, 'test/Male/person0001_2.ppm', 21);
    const { leaks, images, persons } = await auditDataset({ source: folder });
    expect(images).toEqual({ train: 3, validation: 3, test: 5 });
    expect(persons).toBe(1);
    const [own, near] = ['train/Female/own.ppm', 'val/Female/mirrored.ppm'];
    expect(leaks).toEqual([
      { kind: 'near', splits: ['train', 'validation'], pairs: [[own, near]] },
      { kind: 'file', splits: ['train', 'test'], pairs: [[own, 'test/Female/file.ppm']] },
      { kind: 'pixels', splits: ['train', 'test'], pairs: [[own, 'test/Female/pixels.ppm']] },
      {
        kind: 'person',
        splits: ['train', 'test'],
        pairs: [['train/Male/person0001_1.ppm', 'test/Male/person0001_2.ppm']],
      },
      {
        kind: 'near',
        splits: ['validation', 'test'],
        pairs: [
          [near, 'test/Female/file.ppm'],
          [near, 'test/Female/pixels.ppm'],
        ],
      },
    ]);
  });

  it('is refused of what is not split', async () => {
    const folder = await temporaryFolder();
    await putPictures(folder, ['Female/1.png', 'Male/2.png']);
    await expect(auditDataset({ source: folder })).rejects.toMatchObject({
      code: 'DATASET_OPTIONS',
    });
  });
});

/** Ten people of each class with two pictures each, and of each first one a copy under another person's name. */
async function withCopies(): Promise<string> {
  const folder = await temporaryFolder();
  for (let person = 0; person < 20; person += 1) {
    const label = person % 2 ? 'Male' : 'Female';
    await draw(folder, `${label}/person${person}0_1.ppm`, person);
    await draw(folder, `${label}/person${person}0_2.ppm`, 100 + person);
    const dark = wavesPicture(person);
    const copy = { ...dark, data: dark.data.map((value) => value * 0.8) };
    await put(join(folder, `${label}/stranger ${person}.ppm`), encodePpm(copy));
  }
  return folder;
}

describe('a prepared dataset', () => {
  const prepare = (
    source: string,
    dataRoot: string,
    method?: 'original',
  ): Promise<PreparedDataset> =>
    prepareDataset({ source, dataRoot, dataset: 'Copies', seed: 3, method });

  it('has copies and persons on one side', async () => {
    const dataRoot = await temporaryFolder();
    const { folder, duplicates, manifest } = await prepare(await withCopies(), dataRoot);
    expect(duplicates).toBe(20);
    const copies = manifest.files.filter(({ copyOf }) => copyOf !== undefined);
    expect(copies).toHaveLength(20);
    for (const { source, copyOf } of copies) {
      expect(copyOf).toBe(source.replace(/stranger (\d+)/, 'person$10_1'));
    }
    const { leaks, persons } = await auditDataset({ source: folder });
    expect(leaks).toEqual([]);
    expect(persons).toBe(20);
  });

  it('leaks as published where it is split as published, and says so', async () => {
    const [source, dataRoot] = [await withCopies(), await temporaryFolder()];
    const logger = recordingLogger();
    const options = { source, dataRoot, dataset: 'Copies', seed: 3, logger } as const;
    const { folder } = await prepareDataset({ ...options, method: 'original' });
    const { leaks } = await auditDataset({ source: folder });
    const kinds = new Set(leaks.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['near', 'person']));
    expect(logger.warnings.join()).toContain('are also trained on, the same or nearly so');
  });

  it('is refused where one picture is in two classes, by both names', async () => {
    const source = await withCopies();
    const bytes = await readFile(join(source, 'Female/person00_1.ppm'));
    await put(join(source, 'Male/again.ppm'), bytes);
    const preparing = prepare(source, await temporaryFolder());
    await expect(preparing).rejects.toMatchObject({ code: 'DATASET_LABELS' });
    await expect(preparing).rejects.toThrow(/person00_1\.ppm \(Female\).*again\.ppm \(Male\)/);
  });

  it('is the same whatever the order of a list', async () => {
    const source = await withCopies();
    const names = Array.from({ length: 20 }, (_, person) => {
      const label = person % 2 ? 'Male' : 'Female';
      return [1, 2].map((n) => `${label}/person${person}0_${n}.ppm,${label}`);
    }).flat();
    const manifestOf = async (rows: string[], name: string) => {
      await put(join(source, name), `file,label\n${rows.join('\n')}\n`);
      return (await prepare(join(source, name), await temporaryFolder())).manifest;
    };
    const forwards = await manifestOf(names, 'a.csv');
    expect(await manifestOf([...names].reverse(), 'b.csv')).toEqual(forwards);
  });
});

it('an inspection counts what is there and names what is wrong', async () => {
  const source = await temporaryFolder();
  await draw(source, 'a/person1_1_Age31.ppm', 1);
  await draw(source, 'a/2_Age101.PPM', 2);
  await draw(source, 'b/3_Age09.ppm', 3);
  await put(join(source, 'b/again.ppm'), encodePpm(wavesPicture(1)));
  await put(join(source, 'b/broken.jpg'), '');
  await put(join(source, 'b/notes.txt'), 'x');
  expect(await inspectCollection({ source })).toMatchObject({
    layout: 'folders',
    found: 5,
    classes: { a: 2, b: 2 },
    ages: { '0-9': 1, '30-39': 1, '100-109': 1, unknown: 1 },
    endings: { '.ppm': 4 },
    sizes: { '96×96': 4 },
    persons: { known: 1, unknown: 3 },
    duplicates: [{ likeness: 'file', contradiction: true }],
    broken: [{ path: join(source, 'b/broken.jpg') }],
    leftOut: { '.txt': 1 },
  });
});

it('an inspection counts a person who is called unknown as one who is known', async () => {
  const source = await temporaryFolder();
  for (const seed of [1, 2, 3, 4]) await draw(source, `${seed}.ppm`, seed);
  const rows = ['1.ppm,a,unknown', '2.ppm,b,unknown', '3.ppm,a,', '4.ppm,b,Ada'];
  const list = join(source, 'list.csv');
  await put(list, ['path,label,person', ...rows].join('\n'));
  const { persons } = await inspectCollection({ source: list });
  expect(persons).toEqual({ known: 2, clusters: 0, unknown: 1 });
});
