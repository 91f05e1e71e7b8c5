import { existsSync, readdirSync } from 'node:fs';
import { createRandom } from '@gender/core';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import { serveFile, solidPicture, tarGz, temporaryFolder } from '@gender/testing';
import { describe, expect, test } from 'vitest';
import { app } from '../src/index.js';

const inFolder = temporaryFolder();
const random = createRandom(5);
const archive = tarGz({
  'combined/noise.bin': Uint8Array.from({ length: 200_000 }, () => random.integer(256)),
  'combined/aligned/a_23_F/1.bmp': solidPicture(3, 3, [200, 0, 0]),
  'combined/aligned/b_45_M/1.bmp': solidPicture(3, 3, [0, 0, 200]),
  'combined/valid/c_31_M/1.bmp': solidPicture(3, 3, [0, 0, 100]),
});

function fetchFrom(url: string, ...flags: string[]): Promise<FinishedRun> {
  return runInMemory(app, ['fetch', '--url', url, '--data-dir', inFolder('download'), ...flags]);
}

describe('fetch', () => {
  test('gets the pictures and says whose terms they carry', async () => {
    await using server = await serveFile(archive);
    const { exitCode, stdout } = await fetchFrom(server.url);
    expect(exitCode).toBe(0);
    const [found, terms] = stdout.split('\n');
    expect(found).toBe(`${inFolder('download')}: 3 labelled pictures`);
    expect(terms).toMatch(/terms of their owners .*derived from them inherits/);
    expect(readdirSync(inFolder('download', 'combined')).sort()).toEqual([
      'aligned',
      'noise.bin',
      'valid',
    ]);
    expect(readdirSync(inFolder())).toEqual(['download']);
  });

  test('finds the pictures up to three folders deep', async () => {
    await using server = await serveFile(
      tarGz({
        'agegender_cleaned/combined/aligned/01_F/1.bmp': solidPicture(3, 3, [200, 0, 0]),
        'agegender_cleaned/combined/valid/31_M/1.bmp': solidPicture(3, 3, [0, 0, 100]),
      }),
    );
    const { stdout } = await fetchFrom(server.url, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ images: 2 });
  });

  test('run twice at once downloads once, and both have the pictures', async () => {
    await using server = await serveFile(archive);
    const both = await Promise.all([fetchFrom(server.url), fetchFrom(server.url)]);
    for (const { exitCode, stdout } of both) {
      expect(exitCode).toBe(0);
      expect(stdout).toContain('3 labelled pictures');
    }
    expect(server.requests).toEqual(['whole']);
    expect(both.map(({ stderr }) => stderr).join('')).toMatch(/waiting for process \d+/);
  });

  test('prints numbers as numbers with --json', async () => {
    await using server = await serveFile(archive);
    const { stdout } = await fetchFrom(server.url, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      folder: inFolder('download'),
      images: 3,
      bytes: 200_270,
    });
  });

  test('goes on where the connection was cut', async () => {
    await using server = await serveFile(archive, { cutAfter: 100_000 });
    expect((await fetchFrom(server.url)).exitCode).toBe(0);
    expect(server.requests.join(' ')).toMatch(/^whole bytes=[1-9]\d+-$/);
  });
});

describe('what cannot be fetched is said in one line', () => {
  test('no network: at once, with where to get the file by hand and where to put it', async () => {
    const server = await serveFile(archive);
    await server[Symbol.asyncDispose]();
    const { exitCode, stderr } = await fetchFrom(server.url);
    expect(exitCode).toBe(1);
    expect(stderr.replaceAll(inFolder(), '')).toMatch(
      /^error: cannot download (.*): .*ECONNREFUSED.*; get the archive by hand from \1 and put it at .download\.tar\.gz \[DOWNLOAD_NETWORK\]\n$/,
    );
  });

  test('an address that the server does not know', async () => {
    await using server = await serveFile(archive);
    const { exitCode, stderr } = await fetchFrom(server.url.replace('file', 'other'));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: cannot download .* 404 .*\[DOWNLOAD_STATUS\]\n$/);
  });

  test('a wrong SHA-256', async () => {
    await using server = await serveFile(archive);
    const { exitCode, stderr } = await fetchFrom(server.url, '--sha256', 'f'.repeat(64));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/expected f{64}; get the archive by hand .*\[DOWNLOAD_CHECKSUM\]\n$/);
  });

  test.each([
    ['other pictures', { 'Female/1.bmp': solidPicture(2, 2, [1, 2, 3]) }, 'DATASET_TREES'],
    ['a file outside the folder', { '../1.bmp': solidPicture(2, 2, [1, 2, 3]) }, 'ARCHIVE_UNSAFE'],
  ])('%s', async (_, files, code) => {
    await using server = await serveFile(tarGz(files));
    const { exitCode, stderr } = await fetchFrom(server.url, '--quiet');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(stderr).toContain(`[${code}]`);
    expect(existsSync(inFolder('download'))).toBe(false);
  });

  test('a folder that holds something already, before anything is downloaded', async () => {
    await using server = await serveFile(archive);
    await fetchFrom(server.url);
    const { exitCode, stderr } = await fetchFrom(server.url);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /not empty; remove it or name another; by --data-dir \[ARCHIVE_TARGET\]\n$/,
    );
    expect(server.requests).toEqual(['whole']);
  });
});
