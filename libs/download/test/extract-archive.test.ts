import fs from 'node:fs';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { create, Header, Pax, type HeaderData } from 'tar';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { extractArchive } from '../src/index.js';
import { temporaryFolder } from './temporary-folder.js';

let folder: string;
let archive: string;
let target: string;

beforeEach(() => {
  folder = temporaryFolder();
  archive = join(folder, 'a.tar.gz');
  target = join(folder, 'out');
});

/** Two empty blocks. */
const end = Buffer.alloc(1024);

/** An archive with the given entries, by hand: node-tar would not write bad ones. */
async function writeArchive(...entries: (HeaderData & { body?: string })[]): Promise<void> {
  await writeFile(archive, gzipSync(Buffer.concat([...entries.map(headerOf), end])));
}

/** The header of an entry, and its body. */
function headerOf({ body = '', ...data }: HeaderData & { body?: string }): Buffer {
  const header = new Header({ mode: 0o644, size: body.length, mtime: new Date(0), ...data });
  const block = Buffer.alloc(512);
  header.encode(block);
  const padded = Buffer.alloc(Math.ceil(body.length / 512) * 512);
  padded.write(body);
  return Buffer.concat([block, padded]);
}

const file = (path: string, body = 'x'): HeaderData & { body: string } => ({
  path,
  type: 'File',
  body,
});

const link = (type: 'Link' | 'SymbolicLink', path: string, linkpath: string): HeaderData => ({
  type,
  path,
  linkpath,
});

/** Everything but the archive that is in the folder. */
async function left(): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name !== 'a.tar.gz').sort();
}

async function expectRefused(code: string, words: RegExp): Promise<void> {
  await expect(extractArchive(archive, target)).rejects.toMatchObject({
    name: 'DownloadError',
    code,
    message: expect.stringMatching(words) as string,
  });
  expect(await left()).toEqual([]);
}

describe('a good archive', () => {
  test('written by node-tar is unpacked, with progress', async () => {
    const source = join(folder, 'source');
    await mkdir(join(source, 'a/b'), { recursive: true });
    await writeFile(join(source, 'a/b/c.txt'), 'c');
    await writeFile(join(source, 'd.txt'), 'dd');
    await symlink('a/b/c.txt', join(source, 'link'));
    await create({ cwd: source, file: archive, gzip: true }, ['.']);
    let advanced = 0;
    const extracted = await extractArchive(archive, target, {
      progress: {
        start: () => ({ advance: (units) => void (advanced += units), stop: () => undefined }),
      },
    });
    expect(extracted).toEqual({ path: target, files: 2, bytes: 3 });
    expect((await readdir(target, { recursive: true })).sort()).toEqual([
      'a',
      'a/b',
      'a/b/c.txt',
      'd.txt',
      'link',
    ]);
    expect(await readFile(join(target, 'link'), 'utf8')).toBe('c');
    expect(advanced).toBe((await stat(archive)).size);
  });

  test('gives only what the filter wants', async () => {
    await writeArchive(file('v/vgg_face.mat', 'mat'), file('v/notes.txt'));
    const options = { filter: (path: string) => path.endsWith('.mat') };
    expect(await extractArchive(archive, target, options)).toMatchObject({ files: 1, bytes: 3 });
    expect(await readdir(join(target, 'v'))).toEqual(['vgg_face.mat']);
  });

  test('may be a plain .tar', async () => {
    await writeArchive(file('a'));
    await writeFile(archive, gunzipSync(await readFile(archive)));
    expect(await extractArchive(archive, target)).toMatchObject({ files: 1 });
  });

  test('fills a folder that is there but empty', async () => {
    await writeArchive(file('a'));
    await mkdir(target);
    await extractArchive(archive, target);
    expect(await readdir(target)).toEqual(['a']);
  });

  test('makes nothing executable or privileged', async () => {
    await writeArchive({ ...file('a'), mode: 0o4777 });
    await extractArchive(archive, target);
    expect((await stat(join(target, 'a'))).mode & 0o7111).toBe(0);
  });

  test('may hold hard links to its own files and links upwards that stay inside', async () => {
    await writeArchive(
      file('a/b/c', 'c'),
      link('Link', 'hard', 'a/b/c'),
      link('SymbolicLink', 'a/soft', '../a/./b/c'),
    );
    await extractArchive(archive, target);
    expect(await readFile(join(target, 'hard'), 'utf8')).toBe('c');
    expect(await readFile(join(target, 'a/soft'), 'utf8')).toBe('c');
  });
});

describe('an archive that is not safe is refused, naming the entry, and nothing stays', () => {
  test.each([
    ['an absolute path', file('/tmp/evil')],
    ['a path upwards', file('../evil')],
    ['a path upwards in the middle', file('a/../../evil')],
    ['a path upwards with backslashes', file('a\\..\\..\\evil')],
    ['a drive', file('C:/evil')],
    ['a symbolic link to an absolute path', link('SymbolicLink', 'evil', '/etc/passwd')],
    ['a symbolic link upwards', link('SymbolicLink', 'a/evil', '../../outside')],
    ['a symbolic link that turns upwards', link('SymbolicLink', 'a/b/evil', 'c/../../d')],
    ['a hard link to an absolute path', link('Link', 'evil', '/etc/passwd')],
    ['a hard link upwards', link('Link', 'evil', '../outside')],
    ['a hard link to what is not there', link('Link', 'evil', 'missing')],
    ['a device', { path: 'evil', type: 'CharacterDevice' as const }],
    ['a block device', { path: 'evil', type: 'BlockDevice' as const }],
    ['a pipe', { path: 'evil', type: 'FIFO' as const }],
  ])('%s', async (_, entry) => {
    await writeArchive(file('good'), entry, file('also-good'));
    await expectRefused('ARCHIVE_UNSAFE', /a\.tar\.gz is not safe.*entry .*evil: /);
  });

  test('even where the filter does not want the entry', async () => {
    await writeArchive(file('good'), file('../evil'));
    const options = { filter: (path: string) => path === 'good' };
    await expect(extractArchive(archive, target, options)).rejects.toMatchObject({
      code: 'ARCHIVE_UNSAFE',
    });
    expect(await left()).toEqual([]);
  });

  test('a file written through a link', async () => {
    await writeArchive(link('SymbolicLink', 'a', 'b'), file('b/c'), file('a/evil'));
    await expectRefused('ARCHIVE_UNSAFE', /leads through a link/);
  });
});

describe('an archive that cannot be unpacked', () => {
  test('is larger than the limits', async () => {
    await writeArchive(file('a', 'x'.repeat(600)), file('b', 'x'.repeat(600)));
    const tooMuch = { code: 'ARCHIVE_LIMIT' };
    await expect(
      extractArchive(archive, target, { limits: { bytes: 1000 } }),
    ).rejects.toMatchObject(tooMuch);
    await expect(extractArchive(archive, target, { limits: { entries: 1 } })).rejects.toMatchObject(
      tooMuch,
    );
    expect(await left()).toEqual([]);
  });

  test('is cut in the middle', async () => {
    const noise = Array.from({ length: 5000 }, (_, index) => (index * 7919) % 9973).join(' ');
    await writeArchive(file('a', noise));
    const whole = await readFile(archive);
    await writeFile(archive, whole.subarray(0, whole.length / 2));
    await expectRefused('ARCHIVE_FORMAT', /not a whole \.tar\.gz file/);
  });

  test('is cut between the blocks of a plain tar', async () => {
    await writeArchive(file('a', 'x'.repeat(5000)));
    await writeFile(archive, gunzipSync(await readFile(archive)).subarray(0, 2048));
    await expectRefused('ARCHIVE_FORMAT', /not a whole/);
  });

  test.each([
    ['a web page', Buffer.from('<html>not found</html>'.repeat(100))],
    ['gzip of something else', gzipSync('text')],
    ['empty', Buffer.alloc(0)],
  ])('is %s', async (_, bytes) => {
    await writeFile(archive, bytes);
    await expectRefused('ARCHIVE_FORMAT', /a\.tar\.gz is not a whole/);
  });

  test.each([
    ['a name', 'n'.repeat(300), 'ARCHIVE_LIMIT', /has 300 bytes, at most 255 are possible/],
    ['a name in other letters', 'ü'.repeat(128), 'ARCHIVE_LIMIT', /has 256 bytes/],
    ['a path', 'folder/'.repeat(900) + 'file', 'FILE_ACCESS', /name is too long/],
  ])('holds %s that no file can have', async (_, path, code, words) => {
    const long = new Pax({ path }).encode();
    await writeFile(archive, gzipSync(Buffer.concat([long, headerOf(file('x')), end])));
    await expect(extractArchive(archive, target)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(words) as string,
    });
    expect(await left()).toEqual([]);
  });

  test('holds nothing that was asked for', async () => {
    await writeArchive(file('a'));
    await expect(extractArchive(archive, target, { filter: () => false })).rejects.toMatchObject({
      code: 'ARCHIVE_EMPTY',
    });
    expect(await left()).toEqual([]);
  });

  test('does not exist, or is a folder', async () => {
    await expect(extractArchive(archive, target)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(extractArchive(folder, target)).rejects.toMatchObject({ code: 'FILE_ACCESS' });
  });

  test('would go where something is', async () => {
    await writeArchive(file('a'));
    await mkdir(target);
    await writeFile(join(target, 'mine'), '');
    await expect(extractArchive(archive, target)).rejects.toMatchObject({ code: 'ARCHIVE_TARGET' });
    expect(await readdir(target)).toEqual(['mine']);
  });
});

test('stops when it is told to, and nothing stays', async () => {
  await writeArchive(file('a'));
  const controller = new AbortController();
  const progress = {
    start: () => ({ advance: () => controller.abort(new Error('enough')), stop: () => undefined }),
  };
  const { signal } = controller;
  await expect(extractArchive(archive, target, { signal, progress })).rejects.toThrow('enough');
  expect(await left()).toEqual([]);
});

test('an error of the filter passes through', async () => {
  await writeArchive(file('a'));
  const filter = (): boolean => {
    throw new TypeError('a fault of the caller');
  };
  await expect(extractArchive(archive, target, { filter })).rejects.toThrow(TypeError);
  expect(await left()).toEqual([]);
});

test('a disk without room for a folder is named as such', async () => {
  await writeArchive(file('v/vgg_face.mat'));
  const full = (path: fs.PathLike): Error =>
    Object.assign(new Error('ENOSPC: no space left on device, mkdir'), {
      ...{ code: 'ENOSPC', errno: -28, syscall: 'mkdir', path },
    });
  const inArchive = (path: fs.PathLike): boolean => basename(String(path)) === 'v';
  const { mkdirSync } = fs;
  const spies = [
    vi.spyOn(fs, 'mkdir').mockImplementation((path: fs.PathLike, ...rest: unknown[]) => {
      (rest.at(-1) as (error: Error) => void)(full(path));
    }),
    vi.spyOn(fs, 'mkdirSync').mockImplementation((path, options) => {
      if (inArchive(path)) throw full(path);
      return mkdirSync(path, options);
    }),
  ];
  syncBuiltinESMExports();
  try {
    await expect(extractArchive(archive, target)).rejects.toMatchObject({
      code: 'FILE_NO_SPACE',
      message: expect.stringMatching(/^cannot write .*v: .*full/) as string,
    });
  } finally {
    for (const spy of spies) spy.mockRestore();
    syncBuiltinESMExports();
  }
  expect(await left()).toEqual([]);
});
