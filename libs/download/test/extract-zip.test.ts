import { createWriteStream } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { extractArchive, unpackCached } from '../src/index.js';
import { temporaryFolder } from './temporary-folder.js';

let folder: string;
let archive: string;
let target: string;
beforeEach(() => {
  folder = temporaryFolder();
  archive = join(folder, 'a.zip');
  target = join(folder, 'out');
});

async function writeZip(
  files: Record<string, string | Buffer>,
  options: { mode?: number } = {},
): Promise<void> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    zip.addBuffer(Buffer.from(content), name, options);
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(archive));
}

/** Everything but the archive that is in the folder. */
async function left(): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name !== 'a.zip').sort();
}

/** Puts other bytes in the place of some, such as a name, wherever they are. */
async function forge(from: string, to: string): Promise<void> {
  const text = (await readFile(archive)).toString('latin1').replaceAll(from, to);
  await writeFile(archive, Buffer.from(text, 'latin1'));
}

describe('a zip file', () => {
  test('is unpacked, whatever its name, with plain modes', async () => {
    await writeZip({ 'a/b/J\u00e4ger 1.txt': 'one', 'a/2.txt': 'two' }, { mode: 0o104755 });
    expect(await extractArchive(archive, target)).toEqual({ path: target, files: 2, bytes: 6 });
    expect(await readFile(join(target, 'a/b/J\u00e4ger 1.txt'), 'utf8')).toBe('one');
    expect((await stat(join(target, 'a/2.txt'))).mode & 0o7111).toBe(0);
  });

  test('can be unpacked in part', async () => {
    await writeZip({ 'a/1.jpg': 'one', 'a/2.txt': 'two' });
    await extractArchive(archive, target, { filter: (path) => path.endsWith('.jpg') });
    expect(await left()).toEqual(['out', 'out/a', 'out/a/1.jpg']);
  });

  test('has names that were written on Windows', async () => {
    await writeZip({ 'a/1.txt': 'one' });
    await forge('a/1.txt', 'a\\1.txt');
    await extractArchive(archive, target);
    expect(await readFile(join(target, 'a/1.txt'), 'utf8')).toBe('one');
  });

  test.each([
    ['aa/1.txt', '../1.txt', 'ARCHIVE_UNSAFE', /invalid relative path: \.\.\/1\.txt/],
    ['aa/1.txt', '/etc/1.t', 'ARCHIVE_UNSAFE', /absolute path/],
    ['aa/1.txt', 'C:/1.txt', 'ARCHIVE_UNSAFE', /absolute path|leaves the folder/],
    ['aa/1.txt', '..\\1.txt', 'ARCHIVE_UNSAFE', /invalid relative path/],
  ])('with the entry %s called %s is refused', async (from, to, code, message) => {
    await writeZip({ 'ok.txt': 'fine', [from]: 'x' });
    await forge(from, to);
    await expect(extractArchive(archive, target)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
    expect(await left()).toEqual([]);
  });

  test('with a link is refused', async () => {
    await writeZip({ 'ok.txt': '/etc/passwd' }, { mode: 0o120777 });
    await expect(extractArchive(archive, target)).rejects.toMatchObject({
      code: 'ARCHIVE_UNSAFE',
      message: expect.stringContaining('it is a link or device') as string,
    });
  });

  test('that is damaged, cut off or grows too much is refused, and nothing stays', async () => {
    await writeZip({ 'a.txt': 'one', 'b.txt': 'two' });
    const whole = await readFile(archive);
    await writeFile(archive, whole.subarray(0, whole.length - 30));
    await expect(extractArchive(archive, target)).rejects.toMatchObject({ code: 'ARCHIVE_FORMAT' });

    await writeZip({ 'b.txt': Buffer.alloc(2 ** 24) });
    await expect(extractArchive(archive, target)).rejects.toMatchObject({ code: 'ARCHIVE_LIMIT' });
    const limits = { bytes: 5 };
    await writeZip({ 'a.txt': 'one', 'b.txt': 'two' });
    await expect(extractArchive(archive, target, { limits })).rejects.toThrow('more than');

    await forge('a.txt', 'b.txt');
    await expect(extractArchive(archive, target)).rejects.toThrow('holds two files b.txt');
    expect(await left()).toEqual([]);
  });

  test('whose checksums are wrong is refused', async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('one two'), 'a.txt', { compress: false });
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(archive));
    await forge('one two', 'one 2wo');
    await expect(extractArchive(archive, target)).rejects.toThrow('the checksum of a.txt is wrong');
  });

  test('without files is empty', async () => {
    await writeZip({});
    await expect(extractArchive(archive, target)).rejects.toMatchObject({ code: 'ARCHIVE_EMPTY' });
  });
});

describe('a folder in the cache', () => {
  test('is unpacked once, by several calls at once too', async () => {
    await writeZip({ 'a.txt': 'one' });
    const cache = join(folder, 'cache');
    const [one, other] = await Promise.all([
      unpackCached(archive, cache),
      unpackCached(archive, cache),
    ]);
    expect(one.folder).toBe(other.folder);
    expect([one.unpacked, other.unpacked].sort()).toEqual([false, true]);
    expect(await readFile(join(one.folder, 'a.txt'), 'utf8')).toBe('one');
  });

  test('is removed where the archive is another', async () => {
    const cache = join(folder, 'cache');
    await writeZip({ 'a.txt': 'one' });
    const before = await unpackCached(archive, cache);
    await writeZip({ 'a.txt': 'two' });
    const after = await unpackCached(archive, cache);
    expect(await readdir(join(cache, 'a.zip'))).toEqual([after.folder.slice(-16)]);
    expect(after.sha256).not.toBe(before.sha256);
    expect(await readFile(join(after.folder, 'a.txt'), 'utf8')).toBe('two');
  });

  test('is not there where the archive is refused', async () => {
    await writeFile(archive, 'no archive');
    const cache = join(folder, 'cache');
    await expect(unpackCached(archive, cache)).rejects.toMatchObject({ code: 'ARCHIVE_FORMAT' });
    expect(await readdir(join(cache, 'a.zip'))).toEqual([]);
  });
});
