import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { put, putPictures, recordingLogger, temporaryFolder } from '../../test/pictures.js';
import type { LabelledImage } from '../labelled-image.js';
import { findImages, type Layout } from './find-images.js';

/** A file of a collection: its text or bytes, or nothing for a picture. */
type Content = string | { base64: string } | null;

/** Collections laid out as published, and what a program of its own counted in them. */
const collections = JSON.parse(
  readFileSync(new URL('../../test/fixtures/layouts.json', import.meta.url), 'utf8'),
) as Record<string, { files: Record<string, Content>; counts: Counts }>;

interface Counts {
  labels: Record<string, number>;
  ages: Record<string, number>;
  persons: number;
  splits: Record<string, number>;
  races: Record<string, number>;
}

async function make(name: string): Promise<string> {
  const folder = await temporaryFolder();
  for (const [file, content] of Object.entries(collections[name]!.files)) {
    if (content === null) await putPictures(folder, [file]);
    else if (typeof content === 'string') await put(join(folder, file), content);
    else await put(join(folder, file), Buffer.from(content.base64, 'base64'));
  }
  return folder;
}

function count(images: readonly LabelledImage[]): Counts {
  const of = (read: (image: LabelledImage) => string | number | undefined) => {
    const counts: Record<string, number> = {};
    for (const value of images.map(read)) {
      if (value !== undefined) counts[value] = (counts[value] ?? 0) + 1;
    }
    return counts;
  };
  return {
    labels: of(({ label }) => label),
    ages: of(({ age, ageRange }) => age ?? ageRange),
    persons: Object.keys(of(({ person }) => person)).length,
    splits: of(({ split }) => split),
    races: of(({ groups }) => groups?.['race']),
  };
}

describe.each(Object.keys(collections))('the layout %s', (name) => {
  it('is found out, and holds what another program counts', async () => {
    const { layout, images } = await findImages(await make(name));
    expect(layout).toBe(name);
    expect(count(images)).toEqual(collections[name]?.counts);
  });

  it('reads every picture from where it lies', async () => {
    const { images } = await findImages(await make(name));
    for (const { path } of images) expect(() => readFileSync(path)).not.toThrow();
  });

  it('is the same with what macOS puts into archives and folders', async () => {
    const folder = await make(name);
    const named = async () => {
      const { layout, images } = await findImages(folder);
      return [layout, ...images.map(({ path }) => path)];
    };
    const before = await named();
    await put(join(folder, '.DS_Store'), 'x');
    for (const file of Object.keys(collections[name]!.files)) {
      await put(join(folder, '__MACOSX', dirname(file), `._${basename(file)}`), 'Mac OS X');
      await put(join(folder, dirname(file), `._${basename(file)}`), 'Mac OS X');
    }
    expect(await named()).toEqual(before);
  });

  it('is named when it is asked for and something else is there', async () => {
    const folder = await temporaryFolder();
    await putPictures(folder, ['Female/1.png', 'Male/2.png']);
    const finding = findImages(folder, { layout: name as Layout });
    await expect(finding).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
  });
});

describe('what published lists leave out is counted', () => {
  it.each([
    ['adience', { hidden: 1, 'in no list': 1, 'without a label': 4 }],
    ['lfw', { '.txt': 2, hidden: 1, 'without a label': 1 }],
    ['fairface', { 'in no list': 1 }],
    ['celeba', {}],
    ['imdb-wiki', { 'without a face': 1, 'without a label': 1 }],
    ['utkface', { '.txt': 1, hidden: 1, 'of malformed names': 5 }],
  ])('of %s', async (name, expected) => {
    const { leftOut } = await findImages(await make(name));
    expect(leftOut.counts).toEqual(expected);
  });

  it('and malformed names are told one by one', async () => {
    const logger = recordingLogger();
    const { leftOut } = await findImages(await make('utkface'), { logger });
    expect(leftOut.unusual).toHaveLength(5);
    expect(logger.warnings.join()).toContain('61_1_20170109142408075.jpg.chip.jpg');
  });
});

describe('a published list', () => {
  it('is refused where it lacks a column', async () => {
    const folder = await make('fairface');
    await writeFile(
      join(folder, 'fairface/fairface_label_val.csv'),
      'file,age,race\nval/1.jpg,,\n',
    );
    const finding = findImages(folder);
    await expect(finding).rejects.toMatchObject({ code: 'DATASET_MANIFEST' });
    await expect(finding).rejects.toThrow('no column gender');
  });

  it('is refused where two say different things of a picture', async () => {
    const folder = await make('lfw');
    await writeFile(join(folder, 'male_names.txt'), 'Alex_Sink_0001.jpg\n');
    await expect(findImages(folder)).rejects.toMatchObject({ code: 'DATASET_LABELS' });
  });

  it('may name pictures that are not there; they are found when they are read', async () => {
    const folder = await make('celeba');
    await rm(join(folder, 'CelebA/Img/img_align_celeba/000003.jpg'));
    expect((await findImages(folder)).images).toHaveLength(12);
  });

  it('of CelebA says the partition of all pictures or of none', async () => {
    const folder = await make('celeba');
    await writeFile(join(folder, 'CelebA/Eval/list_eval_partition.txt'), '000001.jpg 0\n');
    await expect(findImages(folder)).rejects.toThrow('not of 11 of 12');
  });
});

it('the aligned pictures of Adience may be missing, and its faces there', async () => {
  const folder = await make('adience');
  await rm(join(folder, 'AdienceBenchmark/aligned'), { recursive: true });
  const { images } = await findImages(folder);
  expect(images).toHaveLength(11);
  expect(images[0]?.path).toContain('coarse_tilt_aligned_face');
});

it('a picture of Adience is in the fold of the list that names it', async () => {
  const { images } = await findImages(await make('adience'));
  const lists = Object.entries(collections['adience']!.files).filter(([file]) =>
    /fold_(frontal_)?\d/.test(file),
  );
  for (const { path, fold } of images) {
    const [user, name] = path.split('/').slice(-2) as [string, string];
    const photo = name.split('.').slice(2).join('.');
    const naming = lists.filter(
      ([, text]) =>
        typeof text === 'string' &&
        text.split('\n').some((line) => line.startsWith(`${user}\t${photo}\t`)),
    );
    expect(naming.map(([file]) => /_(\d+)_data/.exec(file)?.[1])).toContain(fold);
  }
});

it('class folders whose files are named as UTKFace names them stay classes', async () => {
  const folder = await temporaryFolder();
  const name = '26_1_0_20170116184024662.jpg';
  await putPictures(folder, [`women/${name}`, `men/${name}`]);
  expect((await findImages(folder)).layout).toBe('folders');
});
