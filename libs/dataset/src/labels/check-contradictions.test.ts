import { silentLogger } from '@gender/core';
import { describe, expect, it } from 'vitest';
import { markDuplicates } from '../duplicates/mark-duplicates.js';
import { Thumbnails } from '../duplicates/thumbnails.js';
import type { PictureContent } from '../duplicates/picture-content.js';
import type { LabelledImage } from '../labelled-image.js';
import { checkContradictions, findContradictions } from './check-contradictions.js';

/** Pictures called after their labels: `F a a` is of class F, its file and its pixels are called a. */
function describePictures(...texts: string[]): [LabelledImage[], PictureContent[]] {
  const parts = texts.map((text) => text.split(' '));
  return [
    parts.map(([label = ''], index) => ({ path: `${index}.jpg`, label })),
    parts.map(([, file, pixels]) => ({ file, pixels })),
  ];
}

async function check(
  [images, contents]: [LabelledImage[], PictureContent[]],
  method: 'persons' | 'original' = 'persons',
): Promise<string[]> {
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
  const { pairs } = await markDuplicates(images, contents, new Thumbnails());
  const propose = (): Promise<string> => Promise.resolve('list.csv');
  const options = { source: 'faces', method, logger, propose };
  await checkContradictions(images, contents, pairs, options);
  return warnings;
}

describe('one picture in two classes', () => {
  it.each([
    ['the same file', ['F a a', 'M a a']],
    ['the same file, of which headers alone were read', ['F a', 'M a']],
    ['the same pixels in another file', ['F a a', 'M b a']],
    ['of three the last', ['F a a', 'F b a', 'M b a']],
  ])('is refused: %s', async (_, texts) => {
    await expect(check(describePictures(...texts))).rejects.toMatchObject({
      code: 'DATASET_LABELS',
      message: `faces has the same picture in two classes: 0.jpg (F) and ${texts.length - 1}.jpg (M); list.csv lists the ${texts.length} pictures to be dropped: write the right class where you know it, and prepare with these corrections`,
    });
  });

  it('is named in a warning where the split is the published one', async () => {
    expect(await check(describePictures('F a a', 'M a a'), 'original')).toEqual([
      'pictures that are the same or nearly so in two classes: 0.jpg (F) and 1.jpg (M)',
    ]);
  });

  it('is found among pictures that are another one', () => {
    const [images, contents] = describePictures('F a a', 'M b b', 'F b b');
    expect(findContradictions(images, contents)).toEqual([images.slice(1)]);
  });

  it('is paired with the picture that it is most like, so that each contradiction shows', async () => {
    const pictures = describePictures('F a a', 'F b a', 'M b a', 'M c a');
    const { pairs } = await markDuplicates(...pictures, new Thumbnails());
    const named = pairs.map(({ first, second }) => `${first.path} ${second.path}`);
    expect(named).toEqual(['0.jpg 1.jpg', '1.jpg 2.jpg', '0.jpg 3.jpg']);
  });

  it('is named twenty times, and how often it is there beyond that', async () => {
    const texts = Array.from({ length: 23 }, (_, n) => [`F ${n} ${n}`, `M ${n} ${n}`]).flat();
    await expect(check(describePictures(...texts))).rejects.toThrow('39.jpg (M); and 3 more; list');
    await expect(check(describePictures(...texts.slice(0, 40)))).rejects.toThrow(
      '39.jpg (M); list',
    );
  });
});

it('copies of one class are neither refused nor named', async () => {
  expect(await check(describePictures('F a a', 'F a a', 'F b a', 'M c c', 'M d'))).toEqual([]);
});
