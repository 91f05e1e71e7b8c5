import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest, sha256 } from '@gender/core/node';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  classNames,
  put,
  putPictures,
  recordingLogger,
  temporaryFolder,
} from '../test/pictures.js';
import { listSplit } from './list-split.js';
import { prepareDataset, type PrepareOptions } from './prepare-dataset.js';
import { readSplitManifest } from './write/read-split-manifest.js';

let options: PrepareOptions;
let dataset: string;
beforeEach(async () => {
  const folder = await temporaryFolder();
  const source = join(folder, 'the source');
  await putPictures(source, classNames(20));
  options = { source, dataRoot: join(folder, 'data'), dataset: 'Faces', seed: 3 };
  dataset = join(folder, 'data', 'Faces');
});

const remains = async (): Promise<string[]> =>
  (await readdir(options.dataRoot)).filter((name) => !/^Faces(\.manifest\.json)?$/.test(name));

describe('prepareDataset', () => {
  it('writes splits, classes and numbered names', async () => {
    const { counts, written, found, unused } = await prepareDataset(options);
    expect({ written, found, unused }).toEqual({ written: true, found: 40, unused: 0 });
    expect(counts).toEqual({
      train: { Female: 12, Male: 12 },
      validation: { Female: 4, Male: 4 },
      test: { Female: 4, Male: 4 },
    });
    const { classes, images } = await listSplit(join(dataset, 'test'));
    expect(classes).toEqual(['Female', 'Male']);
    expect(images.map(({ file }) => file).slice(0, 4)).toEqual(
      [1, 2, 3, 4].map((n) => `Female/${n}.png`),
    );
  });

  it('waits for another run that writes the same dataset, and the folder is whole', async () => {
    const seeds = [3, 3, 4, 5];
    const runs = await Promise.all(seeds.map((seed) => prepareDataset({ ...options, seed })));
    expect(runs.filter(({ written }) => !written).length).toBeLessThanOrEqual(1);
    const manifest = await readSplitManifest(dataset);
    expect(runs.map((run) => run.manifest)).toContainEqual(manifest);
    for (const { file, sha256: hash } of manifest.files) {
      expect(sha256(await readFile(join(dataset, file)))).toBe(hash);
    }
    expect(await readManifest(dataset)).toMatchObject({ command: 'prepare', seed: manifest.seed });
    expect(await remains()).toEqual([]);
  });

  it('names ages in two digits and keeps them for listing', async () => {
    const source = await temporaryFolder();
    const names = [1, 2, 3, 4, 5].flatMap((n) => [
      `aligned/0_0${n}_F/${n}.jpg`,
      `aligned/0_61_M/${n}.jpg`,
    ]);
    await putPictures(source, names);
    await prepareDataset({ ...options, source });
    expect(await readdir(join(dataset, 'test/Male'))).toEqual(['1_Age61.jpg']);
    const { images } = await listSplit(join(dataset, 'train'));
    expect(images[0]!.file).toMatch(/^Female\/1_Age0[1-5]\.jpg$/);
  });

  it('copies the bytes, and its manifest says from where, with their hash', async () => {
    const { manifest } = await prepareDataset(options);
    expect(await readSplitManifest(dataset)).toEqual(manifest);
    expect(manifest.files).toHaveLength(40);
    for (const { file, source, sha256: digest } of manifest.files) {
      const bytes = await readFile(join(dataset, file));
      expect(bytes).toEqual(await readFile(join(options.source, source)));
      expect(sha256(bytes)).toBe(digest);
    }
  });

  it('writes the same manifest, byte for byte, for the same seed elsewhere', async () => {
    await prepareDataset(options);
    const other = { ...options, dataRoot: await temporaryFolder() };
    await prepareDataset(other);
    const read = (root: string): Promise<Buffer> => readFile(join(root, 'Faces/split.json'));
    expect(await read(other.dataRoot)).toEqual(await read(options.dataRoot));
    await prepareDataset({ ...other, seed: 4 });
    expect(await read(other.dataRoot)).not.toEqual(await read(options.dataRoot));
  });

  it('links instead of copying when asked to', async () => {
    const { manifest } = await prepareDataset({ ...options, link: true });
    const { file, source } = manifest.files[0]!;
    const [here, there] = [
      await stat(join(dataset, file)),
      await stat(join(options.source, source)),
    ];
    expect([here.ino, here.nlink]).toEqual([there.ino, 2]);
  });

  it('uses a tenth for a name that ends in _Small', async () => {
    await putPictures(options.source, classNames(100));
    const { counts, unused } = await prepareDataset({ ...options, dataset: 'Faces_Small' });
    expect([counts.train.Female, counts.test.Male, unused]).toEqual([6, 2, 180]);
  });

  it('leaves out empty files and what is no picture, in one warning', async () => {
    await put(join(options.source, 'Female/empty.jpg'), '');
    await put(join(options.source, 'Male/page.jpg'), '<html></html>');
    const logger = recordingLogger();
    const allowing = { ...options, maxBroken: 0.05, logger };
    const { found, broken, counts } = await prepareDataset(allowing);
    expect([found, broken.length, counts.train['Female']]).toEqual([42, 2, 12]);
    expect(logger.warnings).toHaveLength(1);
    expect(logger.warnings[0]).toMatch(/2 broken.*empty\.jpg is empty.*page\.jpg.*an HTML page/);
  });

  it('finds cut-off pictures, unless headers only are to be read', async () => {
    await truncate(join(options.source, 'Female/3.png'), 45);
    expect((await prepareDataset({ ...options, check: 'header' })).broken).toEqual([]);
    const { broken } = await prepareDataset({ ...options, maxBroken: 0.05 });
    expect(broken.map(({ path }) => path)).toEqual([join(options.source, 'Female/3.png')]);
  });

  it('takes the split of a collection that is split already, what is missing cut from train', async () => {
    const source = await temporaryFolder();
    const labels = ['female', 'male'];
    await putPictures(source, [
      ...classNames(
        20,
        labels.map((label) => `Training/${label}`),
      ),
      ...classNames(
        8,
        labels.map((label) => `Validation/${label}`),
      ),
    ]);
    const { counts, unused, manifest } = await prepareDataset({ ...options, source });
    expect(counts).toEqual({
      train: { female: 15, male: 15 },
      validation: { female: 8, male: 8 },
      test: { female: 5, male: 5 },
    });
    expect([unused, manifest.method]).toEqual([0, 'given']);
    for (const { file, source: from } of manifest.files) {
      expect(from.startsWith('Validation/')).toBe(file.startsWith('validation/'));
    }
  });

  it('names pictures so that what reads by endings finds them', async () => {
    const source = await temporaryFolder();
    await putPictures(
      source,
      classNames(10).map((name) => name.replace('.png', '.jfif')),
    );
    await prepareDataset({ ...options, source });
    expect((await listSplit(join(dataset, 'train'))).images).toHaveLength(12);
    expect(await readdir(join(dataset, 'test/Male'))).toEqual(['1.png', '2.png']);
  });

  it('warns when persons are on both sides of the original split', async () => {
    const rows = classNames(20).map((name, n) => `${name},${name.split('/')[0]},p${n % 2}`);
    await put(join(options.source, 'list.csv'), ['file,label,person', ...rows].join('\n'));
    const logger = recordingLogger();
    const { persons } = await prepareDataset({ ...options, method: 'original', logger });
    expect(persons).toBe(2);
    expect(logger.warnings.join()).toMatch(
      /of 8 test pictures show persons who are also trained on/,
    );
    expect(logger.warnings.join()).toMatch(
      /validation pictures show persons who are also trained on .* by which the best epoch is chosen/,
    );
  });

  it.each(['', '.', '..', '../x', 'a/b', 'a\\b', '.hidden', 'features', 'results'])(
    'refuses the dataset name %j',
    async (name) => {
      await expect(prepareDataset({ ...options, dataset: name })).rejects.toMatchObject({
        code: 'DATASET_OPTIONS',
      });
    },
  );
});

describe('an existing dataset', () => {
  it.each([
    ['all pictures are gone', (file: string) => `gone/${file}`],
    ['one class is gone', (file: string) => file.replace('Male', 'gone')],
    ['two in a hundred are gone', (file: string) => file.replace('/7.png', '/gone.png')],
  ])('is never replaced when %s', async (_, move) => {
    const { manifest } = await prepareDataset(options);
    const csv = join(options.source, 'list.csv');
    const rows = classNames(20).map((file) => `${move(file)},${file.slice(0, 1)}`);
    await put(csv, ['file,label', ...rows].join('\n'));
    const preparing = prepareDataset({ ...options, source: csv });
    await expect(preparing).rejects.toMatchObject({ name: 'DatasetError' });
    expect(await readSplitManifest(dataset)).toEqual(manifest);
    expect((await listSplit(join(dataset, 'train'))).images).toHaveLength(24);
  });

  it('is never replaced by one that has lost a class, whatever may be broken', async () => {
    const { manifest } = await prepareDataset(options);
    for (let n = 0; n < 20; n += 1) await put(join(options.source, `Male/${n}.png`), 'cut');
    const preparing = prepareDataset({ ...options, maxBroken: 1 });
    await expect(preparing).rejects.toThrow('no picture of Male');
    expect(await readSplitManifest(dataset)).toEqual(manifest);
  });

  it('stays as it is when it would be written just so', async () => {
    const { manifest } = await prepareDataset(options);
    const before = await stat(join(dataset, 'split.json'));
    expect(await prepareDataset(options)).toMatchObject({ written: false, manifest });
    expect((await stat(join(dataset, 'split.json'))).ino).toBe(before.ino);
  });

  it('is written again when one of its pictures is gone', async () => {
    const { manifest } = await prepareDataset(options);
    await rm(join(dataset, manifest.files[7]!.file));
    expect(await prepareDataset(options)).toMatchObject({ written: true, manifest });
  });

  it('is replaced when a source picture, or the seed, is another', async () => {
    await prepareDataset(options);
    const before = await readFile(join(options.source, 'Male/5.png'));
    await writeFile(join(options.source, 'Male/5.png'), before.fill(7, before.length - 1));
    expect(await prepareDataset(options)).toMatchObject({ written: true });
    await prepareDataset({ ...options, seed: 8 });
    expect((await readSplitManifest(dataset)).seed).toBe(8);
    expect(await remains()).toEqual([]);
  });

  it('is never lost when writing another one fails or is stopped', async () => {
    const { manifest } = await prepareDataset(options);
    const stop = new AbortController();
    const progress = {
      start: ({ label }: { label: string }) => ({
        advance: () => {
          if (label === 'writing pictures') stop.abort();
        },
        stop: () => undefined,
      }),
    };
    const stopped = prepareDataset({ ...options, seed: 9, progress, signal: stop.signal });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readSplitManifest(dataset)).toEqual(manifest);
    expect(await remains()).toEqual([]);
  });

  it('is a typed error when it is a file', async () => {
    await put(dataset, 'a file');
    await expect(prepareDataset(options)).rejects.toMatchObject({ name: 'FileError' });
    expect(await readFile(dataset, 'utf8')).toBe('a file');
    expect(await remains()).toEqual([]);
  });

  it('is not replaced when other files lie in it', async () => {
    await prepareDataset(options);
    await put(join(dataset, 'thesis.txt'), 'years of work');
    await expect(prepareDataset({ ...options, seed: 4 })).rejects.toThrow(/holds thesis\.txt/);
    expect(await readFile(join(dataset, 'thesis.txt'), 'utf8')).toBe('years of work');
  });

  it('is not touched when it was written by something else', async () => {
    await put(join(dataset, 'thesis.txt'), 'years of work');
    await expect(prepareDataset(options)).rejects.toMatchObject({ code: 'DATASET_EXISTS' });
    expect(await readFile(join(dataset, 'thesis.txt'), 'utf8')).toBe('years of work');
  });
});
