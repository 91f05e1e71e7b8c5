import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileError } from './file-error.js';
import { writeFileWhole, writeWhole } from './write-whole.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gender core '));
});
afterEach(() => rm(folder, { recursive: true }));

describe('writeWhole', () => {
  it('makes missing folders and leaves only the target', async () => {
    const path = join(folder, 'a', 'b.txt');
    await writeFileWhole(path, 'content');
    expect(await readFile(path, 'utf8')).toBe('content');
    expect(await readdir(join(folder, 'a'))).toEqual(['b.txt']);
  });

  it('keeps the old file and no temporary one when writing fails', async () => {
    const path = join(folder, 'b.txt');
    await writeFile(path, 'old');
    const failing = writeWhole(path, async (handle) => {
      await handle.write('half of the n');
      throw new Error('interrupted');
    });
    await expect(failing).rejects.toThrow('interrupted');
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['b.txt']);
  });

  it('says in one line which file cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    const path = join(folder, 'file', 'b.txt');
    const error: unknown = await writeFileWhole(path, '').catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(FileError);
    expect((error as FileError).message).toContain(path);
  });
});
