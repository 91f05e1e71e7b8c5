import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentProgress, type ProgressReporter } from '@gender/core';
import { sha256 } from '@gender/core/node';
import { decode } from 'jpeg-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawDataset } from '../src/index.js';

const size = { people: 2, picturesPerPerson: 2 };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gender-demo-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Path and SHA-256 of every file that a seed draws. */
async function draw(
  name: string,
  seed: number,
  threads: number,
  progress: ProgressReporter = silentProgress,
): Promise<string[]> {
  const out = join(folder, name);
  await drawDataset({ out, seed, threads, progress, ...size });
  const files = (await readdir(out, { recursive: true })).filter((file) => file.endsWith('.jpg'));
  return Promise.all(
    files.sort().map(async (file) => `${file} ${sha256(await readFile(join(out, file)))}`),
  );
}

describe('drawDataset', () => {
  it('draws the same bytes from the same seed with one thread and with two', async () => {
    const one = await draw('one', 7, 1);
    const two = await draw('two', 7, 2);
    expect(one).toHaveLength(4);
    expect(two).toEqual(one);
  });

  it('draws other pictures from another seed, of 120 to 160 pixels, and counts them', async () => {
    let counted = 0;
    const lines = await draw('other', 8, 1, {
      start: () => ({ advance: (units) => (counted += units), stop: () => undefined }),
    });
    expect(counted).toBe(4);
    expect(new Set(lines.map((line) => line.split(' ')[1])).size).toBe(4);
    for (const line of lines) {
      const bytes = await readFile(join(folder, 'other', line.split(' ')[0]!));
      const { width, height } = decode(bytes);
      expect(height).toBe(width);
      expect(width).toBeGreaterThanOrEqual(120);
      expect(width).toBeLessThanOrEqual(160);
    }
  });

  it('fails with the reason when the folder cannot be written', async () => {
    await expect(
      drawDataset({ out: '/dev/null/faces', seed: 1, threads: 1, ...size }),
    ).rejects.toThrow(/ENOTDIR/);
  });
});
