import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';

/** The path of a file in `test/fixtures`. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
}

/** A folder that exists while the tests of one file run. */
export function temporaryFolder(): () => string {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gender hdf5 ü '));
  });
  afterAll(() => rm(folder, { recursive: true }));
  return () => folder;
}

/** How many files this process holds open. */
export async function openFileCount(): Promise<number> {
  return (await readdir('/proc/self/fd')).length;
}
