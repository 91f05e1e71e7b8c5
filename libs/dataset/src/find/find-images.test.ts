import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { put, putPictures, recordingLogger, temporaryFolder } from '../../test/pictures.js';
import { findImages, type FoundImages } from './find-images.js';

const named = ({ root, images }: FoundImages) =>
  images.map(({ path, ...rest }) => ({ ...rest, file: relative(root, path).split(sep).join('/') }));

describe('the download', () => {
  const names = [
    'aligned/001_25_F/landmark_aligned_face.1402.104_o.jpg',
    'aligned/deep/er/002_03_M/person0007_1.jpg',
    'valid/000_61_F/x.jpg.jpg',
  ];
  const found = [
    { file: names[0], label: 'Female', age: 25, tree: 'aligned', person: 'adience 1402' },
    { file: names[1], label: 'Male', age: 3, tree: 'aligned', person: 'person0007' },
    { file: names[2], label: 'Female', age: 61, tree: 'valid', person: undefined },
  ];

  it('is found by its trees', async () => {
    const folder = await temporaryFolder();
    await putPictures(folder, names);
    const result = await findImages(folder);
    expect(result.layout).toBe('download');
    expect(named(result)).toEqual(found);
  });

  it('is found under combined', async () => {
    const folder = await temporaryFolder();
    await putPictures(join(folder, 'combined'), names);
    const result = await findImages(folder);
    expect(named(result)).toEqual(
      found.map((image) => ({ ...image, file: `combined/${image.file}` })),
    );
  });

  it('leaves out folders of other names with a warning', async () => {
    const folder = await temporaryFolder();
    await putPictures(folder, [...names, 'aligned/faces_F/1.jpg', 'aligned/7_M/1.jpg']);
    const logger = recordingLogger();
    expect((await findImages(folder, { logger })).images).toHaveLength(3);
    expect(logger.warnings).toHaveLength(2);
    expect(logger.warnings[0]).toContain('7_M');
  });

  it('is missed when it is asked for and not there', async () => {
    const folder = await temporaryFolder();
    await putPictures(folder, ['a/1.jpg', 'b/1.jpg']);
    const finding = findImages(folder, { layout: 'download' });
    await expect(finding).rejects.toMatchObject({ code: 'DATASET_TREES' });
  });
});

describe('class folders', () => {
  it('may be any number of two or more, and nest', async () => {
    const folder = await temporaryFolder();
    await putPictures(folder, ['cat/1.png', 'bird/x y/2_Age05.webp', 'ant/person01_1.gif']);
    const result = await findImages(folder);
    expect(result.layout).toBe('folders');
    expect(named(result)).toEqual([
      { file: 'ant/person01_1.gif', label: 'ant', person: 'person01' },
      { file: 'bird/x y/2_Age05.webp', label: 'bird', age: 5 },
      { file: 'cat/1.png', label: 'cat' },
    ]);
  });

  it('may be called aligned and valid when that is said', async () => {
    const folder = await temporaryFolder();
    await putPictures(folder, ['aligned/1.png', 'valid/1.png']);
    const { images } = await findImages(folder, { layout: 'folders' });
    expect(images.map(({ label }) => label)).toEqual(['aligned', 'valid']);
  });

  it('are refused when there is one only', async () => {
    const folder = await temporaryFolder();
    await putPictures(folder, ['Female/1.png']);
    await expect(findImages(folder)).rejects.toMatchObject({ code: 'DATASET_CLASSES' });
  });

  it('are refused when they are the splits of a dataset', async () => {
    const folder = await temporaryFolder();
    await putPictures(folder, ['train/a/1.png', 'validation/a/1.png', 'test/a/1.png']);
    await expect(findImages(folder)).rejects.toThrow('already split');
  });
});

describe('a manifest', () => {
  const write = async (csv: string, at = 'list.csv') => {
    const folder = await temporaryFolder();
    await put(join(folder, at), csv);
    await putPictures(folder, ['x/1.jpg', 'x/2.jpg', 'x/3.jpg']);
    return { folder, csv: join(folder, at) };
  };

  it('gives labels, persons and ages; other columns are ignored', async () => {
    const { csv } = await write(
      '\ufeffFile,label,race_code,Person,age\r\nx/1.jpg,Female,0,Ann,31\r\n"x/2.jpg",Male,1,,4.0\r\n\r\nx/3.jpg,Male,2,Bo,\r\n',
    );
    const result = await findImages(csv);
    expect(result.layout).toBe('manifest');
    expect(named(result)).toEqual([
      { file: 'x/1.jpg', label: 'Female', person: 'Ann', age: 31 },
      { file: 'x/2.jpg', label: 'Male', person: undefined, age: 4 },
      { file: 'x/3.jpg', label: 'Male', person: 'Bo', age: undefined },
    ]);
  });

  it('is found in a folder that holds only one, before class folders', async () => {
    const { folder } = await write('path,label\nx/1.jpg,a\nx/2.jpg,b\n');
    expect(await findImages(folder)).toMatchObject({ layout: 'manifest', images: { length: 2 } });
  });

  it('may name its pictures from the folder above it', async () => {
    const { folder, csv } = await write('file,label\nx/1.jpg,a\nx/2.jpg,b\n', 'lists/list.csv');
    expect(await findImages(csv)).toMatchObject({ root: folder });
  });

  it('counts a picture that is listed twice once', async () => {
    const { csv } = await write('file,label\nx/1.jpg,a\nx/2.jpg,b\nx/1.jpg,a\n');
    expect((await findImages(csv)).images).toHaveLength(2);
  });

  it.each([
    [
      'one picture with two labels',
      'file,label\nx/1.jpg,a\nx/1.jpg,b\n',
      'x/1.jpg twice, as a and as b',
    ],
    ['a missing column', 'file,class\nx/1.jpg,a\n', 'row 1 after the header: label'],
    ['an empty label', 'file,label\nx/1.jpg,a\nx/2.jpg,\n', 'row 2 after the header: label'],
    [
      'an age that is none',
      'file,label,age\nx/1.jpg,a,old\n',
      'age: expected an age in whole years',
    ],
    ['a row of another length', 'file,label\nx/1.jpg,a,b,c\n', 'is not CSV'],
  ])('is refused with %s', async (_, text, message) => {
    const { csv } = await write(text);
    await expect(findImages(csv)).rejects.toMatchObject({ code: 'DATASET_MANIFEST' });
    await expect(findImages(csv)).rejects.toThrow(message);
    await expect(findImages(csv)).rejects.toThrow('list.csv');
  });

  it.each(['../escape', 'a/b', '.hidden'])('is refused with the label %s', async (label) => {
    const { csv } = await write(`file,label\nx/1.jpg,${label}\nx/2.jpg,b\n`);
    await expect(findImages(csv)).rejects.toMatchObject({ code: 'DATASET_CLASSES' });
  });
});

it('names a source that does not exist', async () => {
  await expect(findImages('no/such/folder')).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
  await expect(findImages('no/such.csv')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});
