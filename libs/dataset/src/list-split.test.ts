import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { put, putPictures, temporaryFolder } from '../test/pictures.js';
import { listSplit } from './list-split.js';

const order = new URL('../test/fixtures/keras_order.json', import.meta.url);
const orderSchema = z.object({
  made: z.array(z.string()),
  classes: z.array(z.string()),
  files: z.array(z.string()),
  labels: z.array(z.number()),
});

describe('listSplit', () => {
  it("lists files, classes and labels in Keras' order", async () => {
    const keras = orderSchema.parse(JSON.parse(await readFile(order, 'utf8')));
    const folder = await temporaryFolder();
    await putPictures(folder, keras.made);
    await mkdir(join(folder, 'empty'));
    const { classes, images } = await listSplit(folder);
    expect(classes).toEqual(keras.classes);
    expect(images.map(({ file }) => file)).toEqual(keras.files);
    expect(images.map(({ label }) => label)).toEqual(keras.labels);
  });

  it('reads ages from names and gives paths that exist', async () => {
    const folder = await temporaryFolder();
    await putPictures(folder, ['Female/1_Age07.jpg', 'Male/1.jpg']);
    const { images } = await listSplit(folder);
    expect(images.map(({ age }) => age)).toEqual([7, undefined]);
    expect((await readFile(images[0]!.path)).length).toBeGreaterThan(0);
  });

  it('leaves out hidden files, other files and files beside the class folders', async () => {
    const folder = await temporaryFolder();
    await putPictures(folder, ['a/1.jpg', 'a/._1.jpg', 'a/.cache/2.jpg', 'a/Thumbs.db', '1.jpg']);
    const { images } = await listSplit(folder);
    expect(images.map(({ file }) => file)).toEqual(['a/1.jpg']);
  });

  it('comes to an end where links make a circle, and follows a linked class folder', async () => {
    const folder = await temporaryFolder();
    await putPictures(folder, ['data/a/1.jpg', 'elsewhere/2.jpg']);
    await symlink(join(folder, 'data'), join(folder, 'data/a/loop'));
    await symlink(join(folder, 'data/a'), join(folder, 'data/a/loop.jpg'));
    await symlink(join(folder, 'elsewhere'), join(folder, 'data/b'));
    const { classes, images } = await listSplit(join(folder, 'data'));
    expect(classes).toEqual(['a', 'b']);
    expect(images.map(({ file }) => file)).toEqual(['a/1.jpg', 'b/2.jpg']);
  });

  it.skipIf(process.platform === 'win32')(
    'lists what is no regular file under the name of a picture, so that it is found when it is read',
    async () => {
      const folder = await temporaryFolder();
      await putPictures(folder, ['a/1.jpg', 'b/1.jpg']);
      await symlink('/dev/zero', join(folder, 'a/2.jpg'));
      await symlink('nowhere.jpg', join(folder, 'a/3.jpg'));
      execFileSync('mkfifo', [join(folder, 'b/2.jpg'), join(folder, 'b/notes.txt')]);
      const { images } = await listSplit(folder);
      const files = images.map(({ file }) => file);
      expect(files).toEqual(['a/1.jpg', 'a/2.jpg', 'a/3.jpg', 'b/1.jpg', 'b/2.jpg']);
    },
  );

  it('names the folder that does not exist and says what to do', async () => {
    const listing = listSplit('data/Absent/test');
    await expect(listing).rejects.toMatchObject({
      name: 'DatasetError',
      code: 'DATASET_NOT_FOUND',
    });
    await expect(listSplit('data/Absent/test')).rejects.toThrow('data/Absent/test; prepare');
  });

  it('asks whether a dataset of a like name is meant', async () => {
    const folder = await temporaryFolder();
    for (const name of ['GenderDataset', 'Faces']) await mkdir(join(folder, name, 'test'), { recursive: true }); // prettier-ignore
    const listing = (name: string): Promise<unknown> => listSplit(join(folder, name, 'test'));
    await expect(listing('GenderDatset')).rejects.toThrow(
      'check its name; did you mean "GenderDataset"?',
    );
    await expect(listing('Other')).rejects.toThrow('test; prepare');
  });

  it('refuses a folder without pictures', async () => {
    const folder = await temporaryFolder();
    await put(join(folder, 'a/readme.txt'), '');
    await expect(listSplit(folder)).rejects.toMatchObject({ code: 'DATASET_EMPTY' });
  });
});
