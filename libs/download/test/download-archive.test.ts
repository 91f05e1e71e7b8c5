import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GenderError } from '@gender/core';
import { create } from 'tar';
import { beforeEach, describe, expect, test } from 'vitest';
import { downloadArchive, type DownloadArchiveOptions } from '../src/index.js';
import { startFileServer, type FileServer } from './file-server.js';
import { temporaryFolder } from './temporary-folder.js';

let folder: string;
let packed: Buffer;

beforeEach(async () => {
  folder = temporaryFolder();
  const source = temporaryFolder();
  await mkdir(join(source, 'data'));
  await writeFile(join(source, 'data/vgg_face.mat'), 'weights');
  await create({ cwd: source, file: join(source, 'a.tar.gz'), gzip: true }, ['data']);
  packed = await readFile(join(source, 'a.tar.gz'));
});

function optionsFor({ url }: FileServer): DownloadArchiveOptions {
  return {
    url: `${url}/file`,
    archive: join(folder, 'a.tar.gz'),
    folder: join(folder, 'out'),
  };
}

test('leaves the folder, and the archive only when it is wanted', async () => {
  await using server = await startFileServer(packed);
  const options = optionsFor(server);
  expect(await downloadArchive(options)).toEqual({
    path: options.folder,
    files: 1,
    bytes: 7,
    received: packed.length,
  });
  expect(await readFile(join(options.folder, 'data/vgg_face.mat'), 'utf8')).toBe('weights');
  expect(await readdir(folder)).toEqual(['out']);
  await downloadArchive({ ...options, folder: join(folder, 'again'), keepArchive: true });
  expect(await readdir(folder)).toEqual(['a.tar.gz', 'again', 'out']);
});

test('uses an archive that was put there by hand, and leaves it there', async () => {
  await using server = await startFileServer(packed);
  await writeFile(join(folder, 'a.tar.gz'), packed);
  expect(await downloadArchive(optionsFor(server))).toMatchObject({ received: 0, files: 1 });
  expect(server.requests).toEqual([]);
  expect(await readdir(folder)).toEqual(['a.tar.gz', 'out']);
});

describe('an archive that is refused', () => {
  class Unexpected extends GenderError<'UNEXPECTED'> {
    override readonly name = 'Unexpected';
  }
  const verify = async (unpacked: string): Promise<void> => {
    throw new Unexpected('UNEXPECTED', `found ${(await readdir(unpacked)).join()}`);
  };

  test('leaves no folder, is kept aside, and not used again', async () => {
    await using server = await startFileServer(packed);
    const options = optionsFor(server);
    await expect(downloadArchive({ ...options, verify })).rejects.toThrow('found data');
    expect(await readdir(folder)).toEqual(['a.tar.gz.refused']);
    await downloadArchive(options);
    expect(server.requests).toEqual(['whole', 'whole']);
    expect(await readdir(folder)).toEqual(['a.tar.gz.refused', 'out']);
  });

  test('says where it is kept', async () => {
    await using server = await startFileServer(packed);
    const options = { ...optionsFor(server), filter: () => false };
    await expect(downloadArchive(options)).rejects.toMatchObject({
      code: 'ARCHIVE_EMPTY',
      message: expect.stringMatching(/; the archive is kept as .*a\.tar\.gz\.refused$/) as string,
    });
  });

  test('stays where it is when it was put there by hand', async () => {
    await using server = await startFileServer(packed);
    await writeFile(join(folder, 'a.tar.gz'), packed);
    await expect(downloadArchive({ ...optionsFor(server), verify })).rejects.toThrow('found data');
    expect(await readdir(folder)).toEqual(['a.tar.gz']);
  });
});

test('goes on with a whole archive whose unpacking was stopped, without asking for it again', async () => {
  await using server = await startFileServer(packed);
  const controller = new AbortController();
  const verify = (): Promise<void> => {
    controller.abort(new Error('enough'));
    return Promise.reject(new Error('stopped'));
  };
  const { signal } = controller;
  const stopped = downloadArchive({ ...optionsFor(server), verify, signal });
  await expect(stopped).rejects.toThrow('enough');
  // A connection that the system breaks is asked for again: only what comes now counts.
  const asked = server.requests.length;
  expect(await downloadArchive(optionsFor(server))).toMatchObject({ received: 0, files: 1 });
  expect(server.requests).toHaveLength(asked);
  expect(await readdir(folder)).toEqual(['out']);
});

test('does not take a file without bytes for an archive', async () => {
  await using server = await startFileServer(packed);
  await writeFile(join(folder, 'a.tar.gz'), '');
  expect(await downloadArchive(optionsFor(server))).toMatchObject({ files: 1 });
});

test('leaves nothing of a damaged archive, so that the next call downloads it again', async () => {
  await using server = await startFileServer(Buffer.from('<html>not here</html>'.repeat(99)));
  await expect(downloadArchive(optionsFor(server))).rejects.toMatchObject({
    code: 'ARCHIVE_FORMAT',
  });
  expect(await readdir(folder)).toEqual([]);
});

test('does not begin a download that could not be unpacked', async () => {
  await using server = await startFileServer(packed);
  await mkdir(join(folder, 'out/mine'), { recursive: true });
  await expect(downloadArchive(optionsFor(server))).rejects.toMatchObject({
    code: 'ARCHIVE_TARGET',
  });
  expect(server.requests).toEqual([]);
});

test('two calls for one folder ask once, and both get it', async () => {
  await using server = await startFileServer(packed);
  const both = await Promise.all([1, 2].map(() => downloadArchive(optionsFor(server))));
  expect(both.map(({ files, bytes }) => [files, bytes])).toEqual([
    [1, 7],
    [1, 7],
  ]);
  expect(server.requests).toEqual(['whole']);
  expect(await readdir(folder)).toEqual(['out']);
});
