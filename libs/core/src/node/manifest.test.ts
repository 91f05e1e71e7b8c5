import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifest, writeManifest } from './manifest.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gender-core-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('manifest', () => {
  it('reads back what it wrote', async () => {
    const output = join(folder, 'model.h5');
    const manifest = {
      command: 'train',
      seconds: 1.5,
      seed: 4,
      versions: { node: '20.20.2' },
      options: { epoch: 10 },
      inputs: { 'features.npy': 'ab' },
    };
    await writeManifest(output, manifest);
    expect(await readManifest(output)).toMatchObject(manifest);
  });

  it('refuses a file that is not a manifest', async () => {
    const output = join(folder, 'other.h5');
    await writeFile(`${output}.manifest.json`, '{}');
    await expect(readManifest(output)).rejects.toThrow(`${output}.manifest.json`);
  });
});
