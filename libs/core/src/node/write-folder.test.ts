import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileError } from './file-error.js';
import { writeFolderWhole } from './write-folder.js';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gender folder '));
});
afterEach(() => rm(root, { recursive: true }));

const isText = (name: string): boolean => name.endsWith('.txt');

async function write(path: string, ...names: string[]): Promise<void> {
  await writeFolderWhole(path, isText, async (temporary) => {
    for (const name of names) await writeFile(join(temporary, name), name);
  });
}

describe('writeFolderWhole', () => {
  it('makes a folder, and those above it', async () => {
    await write(join(root, 'new', 'folder/'), 'a.txt', 'b.txt');
    expect(await readdir(join(root, 'new'))).toEqual(['folder']);
    expect(await readFile(join(root, 'new', 'folder', 'a.txt'), 'utf8')).toBe('a.txt');
  });

  it('replaces an empty folder and one of an earlier run, of which nothing stays', async () => {
    const folder = join(root, 'folder');
    await mkdir(folder);
    await write(folder, 'a.txt', 'b.txt');
    await write(folder, 'c.txt');
    expect(await readdir(folder)).toEqual(['c.txt']);
    expect(await readdir(root)).toEqual(['folder']);
  });

  it('refuses a folder that holds other files, and a file', async () => {
    const folder = join(root, 'folder');
    await mkdir(folder);
    await writeFile(join(folder, 'thesis.pdf'), '');
    await expect(write(folder, 'a.txt')).rejects.toThrow(/holds thesis.pdf, which would be lost/);
    await expect(write(join(folder, 'thesis.pdf'), 'a.txt')).rejects.toThrow(FileError);
    expect(await readdir(folder)).toEqual(['thesis.pdf']);
  });

  it('changes nothing when writing fails', async () => {
    const folder = join(root, 'folder');
    await write(folder, 'a.txt');
    const writing = writeFolderWhole(folder, isText, async (temporary) => {
      await writeFile(join(temporary, 'b.txt'), '');
      throw new Error('stop');
    });
    await expect(writing).rejects.toThrow('stop');
    expect(await readdir(folder)).toEqual(['a.txt']);
    expect(await readdir(root)).toEqual(['folder']);
  });
});
