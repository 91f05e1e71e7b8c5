import { execFileSync } from 'node:child_process';
import { readFile, stat, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { fileState, sha256 } from '@gender/core/node';
import { describe, expect, it } from 'vitest';
import { put, temporaryFolder } from '../../test/pictures.js';
import { copyFile, hashFile, linkFile } from './place-file.js';

/** A folder with a file of a megabyte, and where it is to go. */
async function setUp(): Promise<{ source: string; target: string; bytes: Uint8Array }> {
  const folder = await temporaryFolder();
  const bytes = Uint8Array.from({ length: 1 << 20 }, (_, at) => (at * 7 + (at >> 8)) & 255);
  await put(join(folder, 'a.jpg'), bytes);
  return { source: join(folder, 'a.jpg'), target: join(folder, 'b.jpg'), bytes };
}

describe.each([
  ['copyFile', copyFile, false],
  ['linkFile', linkFile, true],
] as const)('%s', (_, place, links) => {
  it('brings the bytes to their place, and tells their SHA-256', async () => {
    const { source, target, bytes } = await setUp();
    expect(await place(source, target)).toBe(sha256(bytes));
    expect(new Uint8Array(await readFile(target))).toEqual(bytes);
    expect((await stat(source)).ino === (await stat(target)).ino).toBe(links);
  });

  it('never writes over a file', async () => {
    const { source, target } = await setUp();
    await put(target, 'kept');
    await expect(place(source, target)).rejects.toMatchObject({ name: 'FileError' });
    expect(await readFile(target, 'utf8')).toBe('kept');
  });

  it('names the source that is not there', async () => {
    const { source, target } = await setUp();
    await expect(place(`${source}.gone`, target)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      message: expect.stringContaining('a.jpg.gone') as string,
    });
    await expect(stat(target)).rejects.toThrow('ENOENT');
  });

  it('names the folder of a target that is not there', async () => {
    const { source, target } = await setUp();
    await expect(place(source, join(target, 'c.jpg'))).rejects.toThrow('b.jpg');
  });
});

describe('a file that was read before', () => {
  /** A file with what it held when it was read, which is told by a hash that no bytes have. */
  async function read() {
    const { source, target, bytes } = await setUp();
    await utimes(source, 1, 1.5);
    const state = fileState(source)!.text;
    return { source, target, hash: sha256(bytes), reading: { sha256: 'told', state } };
  }

  it.each([copyFile, linkFile])('is not hashed again while it is as it was', async (place) => {
    const { source, target, reading } = await read();
    expect(await hashFile(source, reading)).toBe('told');
    expect(await place(source, target, reading)).toBe('told');
    expect(await readFile(target)).toEqual(await readFile(source));
  });

  it.each([copyFile, linkFile])('is hashed where its time is another', async (place) => {
    const { source, target, reading, hash } = await read();
    await utimes(source, 2, 2.5);
    expect(await hashFile(source, reading)).toBe(hash);
    expect(await place(source, target, reading)).toBe(hash);
  });

  it('is never written over another, nor into a folder that is not there', async () => {
    const { source, target, reading } = await read();
    await put(target, 'kept');
    await expect(copyFile(source, target, reading)).rejects.toMatchObject({ name: 'FileError' });
    expect(await readFile(target, 'utf8')).toBe('kept');
    await expect(copyFile(source, join(target, 'c.jpg'), reading)).rejects.toThrow('b.jpg');
  });
});

describe.skipIf(process.platform === 'win32')('what is no regular file', () => {
  it('is neither copied nor hashed', async () => {
    const { source, target } = await setUp();
    const [pipe, endless] = [`${source}.pipe`, `${source}.zero`];
    execFileSync('mkfifo', [pipe]);
    await symlink('/dev/zero', endless);
    for (const path of [pipe, endless]) {
      await expect(copyFile(path, target)).rejects.toMatchObject({ code: 'FILE_ACCESS' });
      await expect(hashFile(path)).rejects.toMatchObject({ code: 'FILE_ACCESS' });
    }
  });
});
