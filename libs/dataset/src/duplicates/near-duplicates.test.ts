import { createRandom } from '@gender/core';
import { expect, it } from 'vitest';
import { DisjointSets } from './disjoint-sets.js';
import { joinNearDuplicates, type SearchBounds } from './near-duplicates.js';
import { THUMBNAIL_SIDE as SIDE } from './thumbnail.js';
import { Thumbnails } from './thumbnails.js';

/** Counts how often two pictures are looked at. */
class CountingSets extends DisjointSets {
  looks = 0;

  override find(index: number): number {
    this.looks += 1;
    return super.find(index);
  }
}

/** A thumbnail of waves that give all of them nearly one hash, and of noise of its own, so that none is like another. */
function noisyWaves(seed: number): Uint8Array {
  const random = createRandom(seed);
  return waves.map((level) => level + 14 * (random.next() * 2 - 1));
}
const waves = Uint8Array.from({ length: SIDE * SIDE }, (_, pixel) => {
  const [x, y] = [pixel % SIDE, Math.floor(pixel / SIDE)];
  const wave = (place: number, halves: number): number =>
    Math.cos((Math.PI * halves * (place + 0.5)) / SIDE);
  let level = 128;
  for (let row = 0; row <= 10; row += 1) {
    for (let column = 0; column <= 10 - row; column += 1) {
      level += ((row * 7 + column * 3) % 2 === 0 ? 2.5 : -2.5) * wave(y, row) * wave(x, column);
    }
  }
  return level;
});

/** Joins the near duplicates among thumbnails. */
async function join(
  pictures: readonly (Uint8Array | undefined)[],
  groups: DisjointSets,
  bounds: SearchBounds,
): Promise<void> {
  using thumbnails = new Thumbnails(20);
  const numbers = pictures.map((pixels) => pixels && thumbnails.add(pixels));
  await joinNearDuplicates(numbers, thumbnails, groups, { bounds });
}

it('a copy is found among many pictures that share its features, few of which are looked at', async () => {
  const own = Array.from({ length: 40 }, (_, seed) => noisyWaves(seed));
  const darker = [3, 17, 31].map((seed) => noisyWaves(seed).map((level) => level * 0.9));
  const groups = new DisjointSets(own.length + 1 + darker.length);
  await join([...own, undefined, ...darker], groups, { sharing: 16, verified: 16 });
  const firsts = [...own, undefined, ...darker].map((_, picture) => groups.find(picture));
  expect(firsts).toEqual([...own.keys(), 40, 3, 17, 31]);
});

async function looksAt(count: number, bounds: SearchBounds): Promise<number> {
  const thumbnails = Array.from({ length: count }, (_, seed) => noisyWaves(seed));
  const groups = new CountingSets(thumbnails.length);
  await join(thumbnails, groups, bounds);
  return groups.looks;
}

it('pictures that share their features with all others are looked at in linear number', async () => {
  const bounds = { sharing: 10, verified: 5 };
  expect((await looksAt(60, bounds)) / (await looksAt(30, bounds))).toBeLessThan(2.6);
  const none = { sharing: Infinity, verified: Infinity };
  expect((await looksAt(60, none)) / (await looksAt(30, none))).toBeGreaterThan(3);
});

it('tells how far the search is, and ends when it is told to', async () => {
  const pictures = Array.from({ length: 12 }, (_, seed) => noisyWaves(seed));
  using thumbnails = new Thumbnails();
  const numbers = pictures.map((pixels) => thumbnails.add(pixels));
  const ending = new AbortController();
  let [compared, stopped] = [0, 0];
  const advance = (): void => {
    compared += 1;
    if (compared === 5) ending.abort(new Error('the end'));
  };
  const progress = { start: () => ({ advance, stop: () => void (stopped += 1) }) };
  const groups = new DisjointSets(numbers.length);
  await expect(
    joinNearDuplicates(numbers, thumbnails, groups, { progress, signal: ending.signal }),
  ).rejects.toThrow('the end');
  expect({ compared, stopped }).toEqual({ compared: 5, stopped: 1 });
});
