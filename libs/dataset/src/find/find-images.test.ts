import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
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

  it('is found three folders deep', async () => {
    const folder = await temporaryFolder();
    await putPictures(join(folder, 'agegender_cleaned/combined'), [
      'aligned/01_F/1.jpg',
      'valid/01_M/1.jpg',
    ]);
    expect((await findImages(folder)).images).toHaveLength(2);
  });

  it('leaves out folders of other names with a warning', async () => {
    const folder = await temporaryFolder();
    await putPictures(folder, [...names, 'aligned/faces_F/1.jpg', 'aligned/7_M/1.jpg']);
    const logger = recordingLogger();
    expect((await findImages(folder, { logger })).images).toHaveLength(3);
    expect(logger.warnings).toEqual([
      'left out 2 files: 2 in folders not named <age>_F or <age>_M',
    ]);
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
    await putPictures(folder, ['aligned/1_20_F/1.png', 'valid/1_20_M/1.png']);
    const { images } = await findImages(folder, { layout: 'folders' });
    expect(images.map(({ label }) => label)).toEqual(['aligned', 'valid']);
  });

  it('are refused when there is one only', async () => {
    const folder = await temporaryFolder();
    await putPictures(folder, ['Female/1.png']);
    await expect(findImages(folder)).rejects.toMatchObject({ code: 'DATASET_CLASSES' });
  });

  it('are looked for in a folder around them', async () => {
    const folder = await temporaryFolder();
    await putPictures(folder, ['archive/faces/cat/1.png', 'archive/faces/dog/2.png']);
    const { images } = await findImages(folder);
    expect(images.map(({ label }) => label)).toEqual(['cat', 'dog']);
  });

  it('are left out with one warning when they hold no pictures', async () => {
    const folder = await temporaryFolder();
    await putPictures(folder, ['cat/1.png', 'dog/2.png']);
    await put(join(folder, 'notes/read.txt'), 'me');
    await put(join(folder, 'scripts/run.sh'), '#');
    const logger = recordingLogger();
    await findImages(folder, { logger });
    expect(logger.warnings).toEqual([
      `left out folders without pictures in ${folder}: notes, scripts`,
      'left out 2 files: 1 .sh, 1 .txt',
    ]);
  });

  it.each([
    ['Female', 'female'],
    ['old man', 'old  man'],
    ['old_man', 'Old Man'],
  ])('are refused by name when they differ in case or spaces: %s, %s', async (one, other) => {
    const folder = await temporaryFolder();
    await putPictures(folder, [`${one}/1.png`, `${other}/2.png`, 'x/3.png']);
    await expect(findImages(folder)).rejects.toThrow('differ in case or spaces only');
    await expect(findImages(folder)).rejects.toThrow(JSON.stringify(other));
  });
});

describe('a picture', () => {
  it('is known by its content where its ending says nothing', async () => {
    const folder = await temporaryFolder();
    for (const label of ['a', 'b']) {
      await put(join(folder, label, '1.jfif'), Uint8Array.of(0xff, 0xd8, 0xff, 0xe0));
      await put(join(folder, label, '2.pnm'), 'P5\n1 1\n255\nx');
      await put(join(folder, label, '3'), 'GIF89a');
      await put(join(folder, label, '4.txt'), 'BMW and other cars');
      await put(join(folder, label, '5.heic'), '\0\0\0\x18ftypheic');
      await put(join(folder, label, '.DS_Store'), '');
    }
    const logger = recordingLogger();
    const { images, leftOut } = await findImages(folder, { logger });
    expect(images).toHaveLength(6);
    expect(leftOut.counts).toEqual({ '.heic': 2, '.txt': 2, hidden: 2 });
    expect(logger.warnings).toEqual(['left out 6 files: 2 .heic, 2 .txt, 2 hidden']);
  });

  it.skipIf(process.platform === 'win32')('is a regular file', async () => {
    const folder = await temporaryFolder();
    await putPictures(folder, ['a/1.png', 'b/2.png']);
    await mkdir(join(folder, 'a/folder.jpg'));
    await symlink('/dev/zero', join(folder, 'a/zero.jpg'));
    await symlink('circle.jpg', join(folder, 'a/circle.jpg'));
    await symlink('..', join(folder, 'a/up'));
    await symlink('1.png', join(folder, 'a/link.png'));
    execFileSync('mkfifo', [join(folder, 'b/pipe.jpg')]);
    const logger = recordingLogger();
    const { images, leftOut } = await findImages(folder, { logger });
    expect(images.map(({ path }) => basename(path))).toEqual(['1.png', 'link.png', '2.png']);
    expect(leftOut.unusual.map(({ path }) => basename(path)).sort()).toEqual([
      'circle.jpg',
      'folder.jpg',
      'pipe.jpg',
      'up',
      'zero.jpg',
    ]);
    expect(logger.warnings).toEqual([
      'left out 5 files: 5 no regular files',
      expect.stringMatching(/^no regular files: .*zero\.jpg \(a link to a device\)/),
    ]);
  });
});

describe('a collection that is split already', () => {
  const classes = ['female', 'male'];
  const putSplits = async (...names: string[]): Promise<string> => {
    const folder = await temporaryFolder();
    await putPictures(
      folder,
      names.flatMap((name) => classes.map((label) => `${name}/${label}/1.png`)),
    );
    return folder;
  };

  it.each([
    [
      ['train', 'val', 'test'],
      ['test', 'train', 'validation'],
    ],
    [
      ['Training', 'Validation'],
      ['train', 'validation'],
    ],
    [
      ['train_set', 'dev-set', 'Test Images'],
      ['test', 'train', 'validation'],
    ],
    [
      ['wrapper/train', 'wrapper/valid'],
      ['train', 'validation'],
    ],
  ])('is taken as it is: %j', async (names, splits) => {
    const { layout, images } = await findImages(await putSplits(...names));
    expect(layout).toBe('splits');
    expect(new Set(images.map(({ label }) => label))).toEqual(new Set(classes));
    expect([...new Set(images.map(({ split }) => split))].sort()).toEqual(splits);
  });

  it('is refused when its names are no splits, unless they are said to be classes', async () => {
    const folder = await putSplits('young', 'old');
    await expect(findImages(folder)).rejects.toThrow(/old, young: neither classes nor the splits/);
    const { images } = await findImages(folder, { layout: 'folders' });
    expect(images.map(({ label }) => label)).toEqual(['old', 'old', 'young', 'young']);
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
      'DATASET_LABELS',
      'file,label\nx/1.jpg,a\nx/1.jpg,b\n',
      'x/1.jpg twice, as a and as b',
    ],
    [
      'a missing column',
      'DATASET_MANIFEST',
      'file,kind\nx/1.jpg,a\n',
      'no column label (label, class',
    ],
    [
      'another separator',
      'DATASET_MANIFEST',
      'file|label\nx/1.jpg|a\n',
      'separated by a comma, are file|label',
    ],
    ['a row of another length', 'DATASET_MANIFEST', 'file,label\nx/1.jpg,a,b,c\n', 'is not CSV'],
  ])('is refused with %s', async (_, code, text, message) => {
    const { csv } = await write(text);
    await expect(findImages(csv)).rejects.toMatchObject({ code });
    await expect(findImages(csv)).rejects.toThrow(message);
    await expect(findImages(csv)).rejects.toThrow('list.csv');
  });

  it.each([
    ['semicolons', 'file;label\nx/1.jpg;a\nx/2.jpg;b\n'],
    ['tabs', 'file\tlabel\nx/1.jpg\ta\nx/2.jpg\tb\n'],
    ['other names of columns', 'Image Path,Gender\nx/1.jpg,a\nx/2.jpg,b\n'],
    ['backslashes', 'file,label\nx\\1.jpg,a\nx\\2.jpg,b\n'],
    ['any age', 'file,label,age\nx/1.jpg,a,"(25, 32)"\nx/2.jpg,b,nan\n'],
    ['rows without a label', 'file,label\nx/1.jpg,a\nx/3.jpg,\nx/2.jpg,b\n'],
  ])('may have %s', async (_, text) => {
    const { folder, csv } = await write(text);
    const { images } = await findImages(csv);
    expect(images.map(({ path, label, age }) => [path, label, age])).toEqual([
      [join(folder, 'x/1.jpg'), 'a', undefined],
      [join(folder, 'x/2.jpg'), 'b', undefined],
    ]);
  });

  it('counts the rows that it leaves out', async () => {
    const { csv } = await write('file,label\nx/1.jpg,a\nx/3.jpg,\n,a\nx/2.jpg,b\n');
    const { leftOut } = await findImages(csv);
    expect(leftOut.counts).toEqual({ 'without a label': 1, 'without a name': 1 });
  });

  it('may be written in the code page of Windows, or name files in another form of Unicode', async () => {
    const folder = await temporaryFolder();
    const name = 'p/Zo\u00eb.png';
    await putPictures(folder, [name, 'p/1.png']);
    const rows = `file,label\n${name},a\np/1.png,b\n`;
    const encodings = {
      'cp1252.csv': Buffer.from(rows, 'latin1'),
      'nfd.csv': Buffer.from(rows.normalize('NFD')),
      'utf16.csv': Buffer.from(`\ufeff${rows}`, 'utf16le'),
    };
    for (const [csv, bytes] of Object.entries(encodings)) {
      await put(join(folder, csv), bytes);
      const { images } = await findImages(join(folder, csv));
      expect(images.map(({ path }) => path)).toContain(join(folder, name));
    }
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
