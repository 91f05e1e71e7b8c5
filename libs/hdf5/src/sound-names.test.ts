import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/files.js';
import { hasSoundNames } from './sound-names.js';

const folder = temporaryFolder();

const HEAP = 256;
const NAMES = 512;
/** The end of a list of free space, as HDF5 writes it. */
const END = 1;

/**
 * A file of one group of the old format (specification IV.A.2.r), whose heap (III.D) has room for 64 bytes.
 *
 * @param links - the places of free space, each with the place that it leads to
 */
async function fileOf(
  first: number,
  links: readonly (readonly [number, number])[],
): Promise<string> {
  const view = new DataView(new ArrayBuffer(1024));
  view.setUint8(0, 1);
  view.setUint32(8, 24, true);
  view.setUint16(16, 0x11, true);
  view.setUint16(18, 16, true);
  view.setBigUint64(32, BigInt(HEAP), true);
  view.setBigUint64(HEAP + 8, 64n, true);
  view.setBigUint64(HEAP + 16, BigInt(first), true);
  view.setBigUint64(HEAP + 24, BigInt(NAMES), true);
  for (const [at, next] of links) view.setBigUint64(NAMES + at, BigInt(next), true);
  const path = join(folder(), 'group.bin');
  await writeFile(path, new Uint8Array(view.buffer));
  return path;
}

describe('the names of a group', () => {
  it.each([
    ['none', END, []],
    ['one', 8, [[8, END]]],
    ['several, in any order', 40, [[40, 8], [8, 24], [24, END]]],
    ['one that leads out of the heap, which HDF5 notices', 8, [[8, 64]]],
  ] as const)('are sound where free space ends: %s', async (_, first, links) => {
    expect(hasSoundNames(await fileOf(first, links), 0, 0)).toBe(true);
  }); // prettier-ignore

  it.each([
    ['to itself', 8, [[8, 8]]],
    ['back', 40, [[40, 8], [8, 24], [24, 8]]],
  ] as const)('are not where it leads %s', async (_, first, links) => {
    expect(hasSoundNames(await fileOf(first, links), 0, 0)).toBe(false);
  }); // prettier-ignore

  it('are left to HDF5 where the heap is not in the file', async () => {
    const path = await fileOf(8, [[8, 8]]);
    expect(hasSoundNames(path, 1000, 0)).toBe(true);
  });
});
