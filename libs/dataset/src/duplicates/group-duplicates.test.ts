import { resample, type Picture } from '@gender/image';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { redraw, wavesPicture } from '../../test/pictures.js';
import { WHOLE } from './crop.js';
import { DisjointSets } from './disjoint-sets.js';
import { groupDuplicates, likenessOf } from './group-duplicates.js';
import { Hasher, mirrorHash } from './perceptual-hash.js';
import { thumbnailOf } from './thumbnail.js';
import { Thumbnails } from './thumbnails.js';

/** How copies come about. The shares of a crop differ from those that are tried first. */
const copies: Record<string, (picture: Picture, number: number) => Picture> = {
  noisy: (picture) => ({
    ...picture,
    data: picture.data.map((value, index) => Math.min(255, value + ((index * 7919) % 7))),
  }),
  smaller: (picture) => resample(picture, 61, 61, 'bilinear'),
  larger: (picture) => resample(picture, 150, 150, 'bicubic'),
  brighter: (picture) => ({ ...picture, data: picture.data.map((v) => Math.min(255, v * 1.35)) }),
  darker: (picture) => ({ ...picture, data: picture.data.map((v) => v * 0.7) }),
  mirrored: (picture) => redraw(picture, 96, (x, y) => [95 - x, y]),
  cropped: (picture, number) => redraw(picture, 91, (x, y) => [x + (number % 6), y + (number % 5)]),
  'cropped more': (picture, number) =>
    redraw(picture, 86, (x, y) => [x + (number % 11), y + (number % 9)]),
};

const pictures = Array.from({ length: 24 }, (_, seed) => wavesPicture(seed));

describe('pictures that are copies of others', () => {
  const all = pictures.flatMap((picture, number) => [
    { number, kind: 'original', picture },
    ...Object.entries(copies).map(([kind, copy]) => ({
      number,
      kind,
      picture: copy(picture, number),
    })),
  ]);
  const thumbnails = new Thumbnails();
  const contents = all.map(({ picture }) => ({ thumbnail: thumbnails.add(thumbnailOf(picture)!) }));
  let groups: readonly number[];
  beforeAll(async () => {
    groups = await groupDuplicates(contents, thumbnails);
  });

  it('are found, and others are not', () => {
    let [found, missed, wrong] = [0, 0, 0];
    for (const [index, { number }] of all.entries()) {
      for (const [other, { number: of }] of all.slice(0, index).entries()) {
        const together = groups[index] === groups[other];
        if (number !== of) wrong += together ? 1 : 0;
        else if (together) found += 1;
        else missed += 1;
      }
    }
    expect({ found, missed, wrong }).toEqual({ found: (24 * 9 * 8) / 2, missed: 0, wrong: 0 });
  });

  it('are found in any order', async () => {
    const backwards = await groupDuplicates([...contents].reverse(), thumbnails);
    const last = contents.length - 1;
    for (const index of contents.keys()) {
      for (const other of [0, 9, 10, 100, last]) {
        const together = groups[index] === groups[other];
        expect(backwards[last - index] === backwards[last - other]).toBe(together);
      }
    }
  });
});

it('pictures of one colour, and tiny ones, are like no other', () => {
  const plain = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 3).fill(100) };
  expect(thumbnailOf(plain)).toBeUndefined();
  expect(thumbnailOf(resample(pictures[0]!, 31, 40, 'box'))).toBeUndefined();
});

it('the same file and the same pixels are told apart, and outweigh what they look like', async () => {
  const contents = [
    { file: 'a', pixels: 'x' },
    { file: 'b', pixels: 'y' },
    { file: 'a' },
    { file: 'c', pixels: 'y' },
    {},
    {},
  ];
  expect(await groupDuplicates(contents, new Thumbnails())).toEqual([0, 1, 0, 1, 4, 5]);
  expect(likenessOf(contents[0]!, contents[2]!)).toBe('file');
  expect(likenessOf(contents[1]!, contents[3]!)).toBe('pixels');
});

it('the hash of a mirrored picture follows from its own', () => {
  for (const picture of pictures) {
    const hash = (of: Picture) => new Hasher().lookAt(thumbnailOf(of)!).hash(WHOLE);
    const mirrored = hash(copies['mirrored']!(picture, 0));
    const bits = [...mirrorHash(hash(picture))].map((band, index) => band ^ mirrored[index]!);
    // the grey levels of thumbnails are whole numbers, so that a frequency near 0 may change its sign
    expect(bits.map((band) => band.toString(2).replaceAll('0', '')).join('').length).toBeLessThan(
      6,
    );
  }
});

it('disjoint sets hold what was joined, directly or through others', () => {
  const joins = fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 25 });
  fc.assert(
    fc.property(joins, (pairs) => {
      const sets = new DisjointSets(20);
      let groups = Array.from({ length: 20 }, (_, index) => [index]);
      for (const [a, b] of pairs) {
        sets.join(a, b);
        const joined = groups.filter((group) => group.includes(a) || group.includes(b));
        groups = [...groups.filter((group) => !joined.includes(group)), joined.flat()];
      }
      for (const group of groups) {
        for (const index of group) expect(sets.find(index)).toBe(Math.min(...group));
      }
    }),
  );
});
