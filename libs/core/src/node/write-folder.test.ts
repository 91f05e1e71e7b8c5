import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
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

describe('what another process left beside the folder', () => {
  const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
  /** Larger than any process id. */
  const dead = 2 ** 30;
  const put = async (owner: string, kind: string, file = 'a.txt'): Promise<string> => {
    const path = join(root, `.folder.${owner}-0123abcd.${kind}`);
    await mkdir(path);
    await writeFile(join(path, file), '');
    return basename(path);
  };

  it('is cleared where the process is dead', async () => {
    await put(`${host}-${dead}`, 'part');
    await write(join(root, 'folder'), 'b.txt');
    expect(await readdir(root)).toEqual(['folder']);
  });

  it('is cleared where what was written aside wrote aside in its turn', async () => {
    const run = `${host}-${dead}-0123abcd`;
    await writeFile(join(root, `..folder.${run}.part.h5.${run}.part`), '');
    await write(join(root, 'folder'), 'b.txt');
    expect(await readdir(root)).toEqual(['folder']);
  });

  it('is cleared where the name begins with a dot, and by no work on the name without it', async () => {
    const run = `${host}-${dead}-0123abcd`;
    const left = [`..folder.${run}.old`, `..folder.${run}.part`];
    for (const name of left) await mkdir(join(root, name));
    await write(join(root, 'folder'), 'b.txt');
    expect((await readdir(root)).sort()).toEqual([...left, 'folder']);
    await write(join(root, '.folder'), 'b.txt');
    expect((await readdir(root)).sort()).toEqual(['.folder', 'folder']);
  });

  it('comes back where it was set aside and nothing took its place', async () => {
    await put(`${host}-${dead}`, 'old');
    const failing = writeFolderWhole(join(root, 'folder'), isText, () =>
      Promise.reject(new Error('stop')),
    );
    await expect(failing).rejects.toThrow('stop');
    expect(await readdir(root)).toEqual(['folder']);
    expect(await readdir(join(root, 'folder'))).toEqual(['a.txt']);
  });

  it('comes back before it is asked whether it may be replaced', async () => {
    await put(`${host}-${dead}`, 'old', 'thesis.pdf');
    await expect(write(join(root, 'folder'), 'b.txt')).rejects.toThrow(/holds thesis.pdf/);
  });

  it('stays where the process lives, on another machine, or works on something else', async () => {
    const others = [
      await put(`${host}-${process.ppid}`, 'part'),
      await put(`00000000-${dead}`, 'old'),
      'folder.part',
      '.folders.x.part',
    ];
    await writeFile(join(root, 'folder.part'), '');
    await writeFile(join(root, '.folders.x.part'), '');
    await write(join(root, 'folder'), 'b.txt');
    expect((await readdir(root)).sort()).toEqual([...others, 'folder'].sort());
  });

  it('is told from what this process is writing at the same time', async () => {
    const folder = join(root, 'folder');
    await writeFolderWhole(folder, isText, async (temporary) => {
      await write(folder, 'inner.txt');
      await writeFile(join(temporary, 'outer.txt'), '');
    });
    expect(await readdir(folder)).toEqual(['outer.txt']);
    expect(await readdir(root)).toEqual(['folder']);
  });
});
