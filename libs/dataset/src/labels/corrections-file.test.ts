import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { classNames, putPictures, temporaryFolder } from '../../test/pictures.js';
import { prepareDataset, type PrepareOptions } from '../prepare-dataset.js';

let options: PrepareOptions;
let list: string;
beforeEach(async () => {
  const folder = await temporaryFolder();
  const source = join(folder, 'faces');
  options = { source, dataRoot: join(folder, 'data'), dataset: 'Faces', seed: 1 };
  list = join(folder, 'data', 'Faces.corrections.csv');
  await putPictures(source, classNames(12));
  await copyFile(join(source, 'Female/3.png'), join(source, 'Male/a "copy", 3.png'));
});

const prepared = async (given?: string): Promise<Record<string, unknown>> => {
  const { manifest, relabelling } = await prepareDataset({ ...options, corrections: given });
  return { sources: manifest.files.map(({ source }) => source), relabelling };
};

it('where one picture is in two classes, a list to go on with is written', async () => {
  await expect(prepared()).rejects.toMatchObject({
    code: 'DATASET_LABELS',
    message: expect.stringContaining(`${list} lists the 2 pictures to be dropped`) as string,
  });
  expect(await readdir(options.dataRoot)).toEqual(['Faces.corrections.csv']);
  expect(await readFile(list, 'utf8')).toBe(
    'file,label,was,same_as\n' +
      'Female/3.png,drop,Female,"Male/a ""copy"", 3.png"\n' +
      '"Male/a ""copy"", 3.png",drop,Male,Female/3.png\n',
  );
  const { sources, relabelling } = await prepared(list);
  expect(sources).toHaveLength(23);
  expect(sources).not.toContain('Female/3.png');
  expect(relabelling).toMatchObject({ corrections: { relabelled: 0, dropped: 2 } });
});

it('the same list is written once, and one that was edited is kept', async () => {
  await expect(prepared()).rejects.toThrow(list);
  await expect(prepared()).rejects.toThrow(list);
  await writeFile(list, 'file,label\n');
  await expect(prepared()).rejects.toThrow('Faces.corrections_2.csv');
  expect(await readFile(list, 'utf8')).toBe('file,label\n');
});

it('a list that leaves contradictions is continued in a new one, which stands for both', async () => {
  const [given, next] = [join(options.dataRoot, 'given.csv'), list];
  await expect(prepared()).rejects.toThrow();
  await copyFile(join(options.source, 'Male/5.png'), join(options.source, 'Female/5 again.png'));
  await writeFile(given, 'file,label\nFemale/3.png,Male\nFemale/1.png,Male\nMale/5.png,Male\n');
  await writeFile(list, 'edited');
  await expect(prepared(given)).rejects.toThrow('Faces.corrections_2.csv lists the 2 pictures');
  const text = await readFile(next.replace('.csv', '_2.csv'), 'utf8');
  expect(text.split('\n').slice(1, -1)).toEqual([
    'Female/3.png,Male,,',
    'Female/1.png,Male,,',
    'Female/5 again.png,drop,Female,Male/5.png',
    'Male/5.png,drop,Male,Female/5 again.png',
  ]);
  const { relabelling } = await prepared(next.replace('.csv', '_2.csv'));
  expect(relabelling).toMatchObject({ corrections: { relabelled: 2, dropped: 2 } });
});
