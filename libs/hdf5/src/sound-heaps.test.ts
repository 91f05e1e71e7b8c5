import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/files.js';
import { hasSoundHeaps } from './sound-heaps.js';

const folder = temporaryFolder();

const HEAP = 512;
const HEAP_BYTES = 128;

/** What an entry of a heap says (specification III.E): a number, 0 for free space, and a size. */
type Entry = readonly [number: number, size: number];

/**
 * A file of one object whose only attribute, of variable length, lies in a heap (IV.A.2.m).
 *
 * @param version - of the attribute's message: 1 pads its parts to 8 bytes, 3 has one byte more
 */
async function fileOf(
  entries: readonly Entry[],
  { version = 1, length = 1, number = 1, typeClass = 9, heap = HEAP, heapBytes = HEAP_BYTES } = {},
): Promise<string> {
  const view = new DataView(new ArrayBuffer(1024));
  const header = version === 3 ? 9 : 8;
  const data = header + 8 + 8 + 8;
  view.setUint8(0, 1);
  view.setUint32(8, 8 + data + 16, true);
  view.setUint16(16, 0x0c, true);
  view.setUint16(18, data + 16, true);
  view.setUint8(24, version);
  for (const at of [26, 28, 30]) view.setUint16(at, version === 1 ? 5 : 8, true);
  view.setUint8(24 + header + 8, typeClass);
  view.setUint32(24 + data, length, true);
  view.setBigUint64(24 + data + 4, BigInt(heap), true);
  view.setUint32(24 + data + 12, number, true);
  view.setBigUint64(HEAP + 8, BigInt(heapBytes), true);
  let at = HEAP + 16;
  for (const [number, size] of entries) {
    view.setUint16(at, number, true);
    view.setBigUint64(at + 8, BigInt(size), true);
    at += number === 0 ? size : 16 + Math.ceil(size / 8) * 8;
  }
  const path = join(folder(), 'heap.bin');
  await writeFile(path, new Uint8Array(view.buffer));
  return path;
}

// Of 112 bytes behind the heading: arrays of 16 and their padded size each, the rest free.
const whole: Entry[] = [
  [1, 5],
  [2, 8],
  [0, 64],
];

describe('heaps of the attributes of an object', () => {
  it.each([1, 2, 3])('are sound where entries lead to the end (version %d)', async (version) => {
    expect(hasSoundHeaps(await fileOf(whole, { version }), 0, 0)).toBe(true);
  });

  it.each([1, 2, 3])('are not where free space has no size (version %d)', async (version) => {
    const path = await fileOf(
      [
        [1, 5],
        [0, 0],
      ],
      { version },
    );
    expect(hasSoundHeaps(path, 0, 0)).toBe(false);
  });

  it.each<[string, Entry[]]>([
    ['an entry', [[1, 200]]],
    [
      'free space',
      [
        [1, 5],
        [0, 1000],
      ],
    ],
    ['a size of 64 bits', [[1, 2 ** 52]]],
  ])('are not where %s leads behind the end', async (_, entries) => {
    expect(hasSoundHeaps(await fileOf(entries), 0, 0)).toBe(false);
  });

  it.each([
    ['as long as its place in the heap', { length: 5, number: 1 }, true],
    ['longer than its place in the heap', { length: 6, number: 1 }, false],
    ['of billions of elements', { length: 0xffffffff, number: 2 }, false],
    ['that the heap does not hold', { length: 1, number: 3 }, false],
  ])('are told for an array %s', async (_, options, sound) => {
    expect(hasSoundHeaps(await fileOf(whole, options), 0, 0)).toBe(sound);
  });

  it.each([
    ['the heap', { heap: 2000 }],
    ['the end of the heap', { heapBytes: 2 ** 30 }],
  ])(
    'are not where %s is not in the file: HDF5 would take the memory first',
    async (_, options) => {
      expect(hasSoundHeaps(await fileOf(whole, options), 0, 0)).toBe(false);
    },
  );

  it('that are too large to be looked through are left to HDF5, unless an array is larger still', async () => {
    const heapBytes = 2 ** 25;
    for (const [length, sound] of [[heapBytes, true], [heapBytes + 1, false]] as const) {
      const path = await fileOf(whole, { heapBytes, length });
      await truncate(path, HEAP + heapBytes);
      expect(hasSoundHeaps(path, 0, 0)).toBe(sound);
    } // prettier-ignore
  });

  it('are found behind a user block', async () => {
    const path = await fileOf([[0, 0]]);
    expect(hasSoundHeaps(path, 0, 0)).toBe(false);
    expect(hasSoundHeaps(path, 512, 0)).toBe(true); // no header there: left to HDF5
  });

  it.each([
    ['has no elements', { length: 0 }],
    ['is not of variable length', { typeClass: 3 }],
  ])('are not looked for where an attribute %s', async (_, options) => {
    expect(hasSoundHeaps(await fileOf([[0, 0]], options), 0, 0)).toBe(true);
  });
});
