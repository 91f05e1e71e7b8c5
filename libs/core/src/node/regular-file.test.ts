import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFileSource } from './file-source.js';
import { openRegularFile, readRegularFile, readStartSync } from './regular-file.js';

let folder = '';
const inFolder = (name: string): string => join(folder, name);

/** Everything that a path can be besides a regular file, and how messages call it. */
const unusual = {
  pipe: 'a pipe',
  socket: 'a socket',
  device: 'a device',
  folder: 'a folder',
  circle: 'a link in a circle',
  nothing: 'does not exist',
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gender-regular-'));
  execFileSync('mkfifo', [inFolder('pipe')]);
  const server = createServer().listen(inFolder('socket'));
  await new Promise((resolve) => server.once('listening', resolve));
  server.unref();
  await symlink('/dev/zero', inFolder('device'));
  await mkdir(inFolder('folder'));
  await symlink('circle', inFolder('circle'));
  await symlink('gone', inFolder('nothing'));
  await writeFile(inFolder('file'), 'content');
  await symlink('file', inFolder('link'));
});
afterAll(() => rm(folder, { recursive: true }));

const readers: Record<string, (path: string) => Promise<unknown>> = {
  openRegularFile,
  openFileSource: (path) => openFileSource(path),
  readRegularFile: (path) => readRegularFile(path, { maxBytes: 100 }),
  readStartSync: (path) => Promise.resolve().then(() => readStartSync(path, new Uint8Array(9))),
};

describe.skipIf(process.platform === 'win32').each(Object.entries(readers))('%s', (_, read) => {
  it.each(Object.entries(unusual))('refuses %s by name, at once', async (name, words) => {
    await expect(read(inFolder(name))).rejects.toMatchObject({ name: 'FileError' });
    await expect(read(inFolder(name))).rejects.toThrow(
      new RegExp(`cannot read .*${name}: .*${words}`),
    );
  });
});

describe('readRegularFile', () => {
  it('reads a file, also through a link', async () => {
    for (const name of ['file', 'link']) {
      const bytes = await readRegularFile(inFolder(name), { maxBytes: 7 });
      expect(Buffer.from(bytes).toString()).toBe('content');
    }
  });

  it.each([1, 256 * 1024, 256 * 1024 + 1, 700_000])('reads all of %d bytes', async (size) => {
    const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 31) % 251);
    await writeFile(inFolder('sized'), bytes);
    const read = await readRegularFile(inFolder('sized'), { maxBytes: size });
    expect(Buffer.compare(read, bytes)).toBe(0);
    await expect(readRegularFile(inFolder('sized'), { maxBytes: size - 1 })).rejects.toMatchObject({
      code: 'FILE_TOO_LARGE',
    });
  });

  it('refuses a file of one byte more than allowed', async () => {
    const reading = readRegularFile(inFolder('file'), { maxBytes: 6 });
    await expect(reading).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  });

  it.runIf(process.platform === 'linux')('counts the bytes of a file without a size', async () => {
    const path = '/proc/self/environ'; // the system says 0 bytes
    const bytes = await readRegularFile(path, { maxBytes: 1 << 20 });
    expect(bytes.length).toBeGreaterThan(0);
    await expect(readRegularFile(path, { maxBytes: 3 })).rejects.toThrow(/more than the 3 bytes/);
  });

  it('refuses a file that says it is huge before anything is allocated', async () => {
    const handle = await open(inFolder('sparse'), 'w');
    await handle.truncate(2 ** 40);
    await handle.close();
    const reading = readRegularFile(inFolder('sparse'), { maxBytes: 2 ** 30 });
    await expect(reading).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  });
});

describe('readStartSync', () => {
  it('fills what it can of the buffer', () => {
    const buffer = new Uint8Array(4);
    expect(Buffer.from(readStartSync(inFolder('file'), buffer)).toString()).toBe('cont');
    expect(readStartSync(inFolder('file'), new Uint8Array(100))).toHaveLength(7);
  });
});
