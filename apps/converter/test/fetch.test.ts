import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { runInMemory, type FinishedRun } from '@gender/cli/testing';
import { serveFile, tarGz, temporaryFolder } from '@gender/testing';
import { create } from 'tar';
import { describe, expect, test } from 'vitest';
import { app } from '../src/index.js';

const inFolder = temporaryFolder();
const weights = readFileSync(new URL('fixtures/oxford_net_v7.mat', import.meta.url));
const archive = tarGz({
  'vgg_face_matconvnet/README': Buffer.from('read me'),
  'vgg_face_matconvnet/data/vgg_face.mat': weights,
});

function fetchFrom(url: string, ...flags: string[]): Promise<FinishedRun> {
  return runInMemory(app, ['fetch', '--url', url, '--models', inFolder('models'), ...flags]);
}

/** What is in the folder of models. */
function models(): string[] {
  return existsSync(inFolder('models')) ? readdirSync(inFolder('models')) : [];
}

describe('fetch', () => {
  test('gets the weights, nothing else, and says whose terms they carry', async () => {
    await using server = await serveFile(archive);
    const { exitCode, stdout } = await fetchFrom(server.url);
    expect(exitCode).toBe(0);
    const [path, terms] = stdout.split('\n');
    expect(path).toBe(inFolder('models', 'vgg_face.mat'));
    expect(terms).toMatch(/terms of their owners .*derived from them inherits/);
    expect(models()).toEqual(['vgg_face.mat']);
    expect(readFileSync(inFolder('models', 'vgg_face.mat')).equals(weights)).toBe(true);
  });

  test('goes on where the connection was cut', async () => {
    await using server = await serveFile(archive, { cutAfter: 100_000 });
    const { exitCode, stderr } = await fetchFrom(server.url);
    expect(exitCode).toBe(0);
    expect(server.requests.join(' ')).toMatch(/^whole bytes=[1-9]\d+-$/);
    expect(stderr).toMatch(/warning: .*trying again/);
    expect(readFileSync(inFolder('models', 'vgg_face.mat')).equals(weights)).toBe(true);
  });

  test('checks the SHA-256', async () => {
    await using server = await serveFile(archive);
    const wrong = await fetchFrom(server.url, '--sha256', '0'.repeat(64));
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stderr).toMatch(
      /has the SHA-256 .*expected 0{64}; get the archive.*CHECKSUM\]\n$/,
    );
    expect(models()).toEqual([]);
    const right = createHash('sha256').update(archive).digest('hex');
    const { stdout } = await fetchFrom(server.url, '--sha256', right, '--json', '--quiet');
    expect(JSON.parse(stdout)).toEqual({
      path: inFolder('models', 'vgg_face.mat'),
      bytes: weights.length,
      terms: expect.stringContaining('research use') as string,
    });
  });

  test('uses an archive that was put there by hand, and leaves it', async () => {
    await using server = await serveFile(archive);
    await fetchFrom(server.url, '--sha256', '0'.repeat(64)); // makes the folder
    writeFileSync(inFolder('models', 'vgg_face_matconvnet.tar.gz'), archive);
    const requests = server.requests.length;
    expect(await fetchFrom(server.url)).toMatchObject({ exitCode: 0 });
    expect(server.requests.length).toBe(requests);
    expect(models().sort()).toEqual(['vgg_face.mat', 'vgg_face_matconvnet.tar.gz']);
  });

  const noNetwork = readFileSync(new URL('fixtures/oxford_net_v7.mat', import.meta.url)).fill(
    0,
    200,
  );

  test.each<[string, Record<string, Uint8Array>]>([
    [
      'the one that is called vgg_face.mat',
      {
        'r/data/face_model.mat': noNetwork,
        'r/data/vgg_face.mat': weights,
        'r/other.mat': weights,
      },
    ],
    [
      'the largest that holds a network',
      {
        'r/a_small.mat': Buffer.alloc(10),
        'r/largest.mat': Buffer.concat([noNetwork, Buffer.alloc(9)]),
        'r/net.mat': weights,
        'r/._net.mat': Buffer.concat([weights, Buffer.alloc(99)]),
      },
    ],
  ])('takes of several .mat files %s', async (_, files) => {
    await using server = await serveFile(tarGz(files));
    expect(await fetchFrom(server.url, '--quiet')).toMatchObject({ exitCode: 0 });
    expect(models()).toEqual(['vgg_face.mat']);
    expect(readFileSync(inFolder('models', 'vgg_face.mat')).equals(weights)).toBe(true);
  });

  test('takes the file behind a link, and needs no file that the archive does not hold', async () => {
    const folder = inFolder('source');
    mkdirSync(join(folder, 'r/data'), { recursive: true });
    writeFileSync(join(folder, 'r/data/net.mat'), weights);
    symlinkSync('net.mat', join(folder, 'r/data/vgg_face.mat'));
    symlinkSync('nothing.mat', join(folder, 'r/data/lost.mat'));
    linkSync(join(folder, 'r/data/net.mat'), join(folder, 'r/data/same.mat'));
    create({ cwd: folder, file: join(folder, 'a.tar.gz'), gzip: true, sync: true }, ['r']);
    await using server = await serveFile(readFileSync(join(folder, 'a.tar.gz')));
    expect(await fetchFrom(server.url, '--quiet')).toMatchObject({ exitCode: 0 });
    expect(models()).toEqual(['vgg_face.mat']);
    expect(lstatSync(inFolder('models', 'vgg_face.mat')).isFile()).toBe(true);
    expect(readFileSync(inFolder('models', 'vgg_face.mat')).equals(weights)).toBe(true);
  });

  test('refuses an archive whose vgg_face.mat is a link to nothing', async () => {
    const folder = inFolder('source');
    mkdirSync(folder);
    symlinkSync('vgg_face.bin', join(folder, 'vgg_face.mat'));
    writeFileSync(join(folder, 'other.mat'), 'no network');
    create({ cwd: folder, file: join(folder, 'a.tar.gz'), gzip: true, sync: true }, [
      'other.mat',
      'vgg_face.mat',
    ]);
    await using server = await serveFile(readFileSync(join(folder, 'a.tar.gz')));
    const { exitCode, stderr } = await fetchFrom(server.url, '--quiet');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /holds no network: vgg_face\.mat: .*does not exist.*\[ARCHIVE_EMPTY\]\n$/,
    );
    expect(models()).toEqual(['vgg_face_matconvnet.tar.gz.refused']);
  });

  test('goes on where a run was killed after unpacking', async () => {
    await using server = await serveFile(archive);
    mkdirSync(inFolder('models', '.vgg_face.mat.unpacked', 'r'), { recursive: true });
    mkdirSync(inFolder('models', 'vgg_face_matconvnet'));
    expect(await fetchFrom(server.url, '--quiet')).toMatchObject({ exitCode: 0 });
    expect(models()).toEqual(['vgg_face.mat', 'vgg_face_matconvnet']);
  });

  test('run twice at once downloads once, and both have the weights', async () => {
    await using server = await serveFile(archive);
    const both = await Promise.all([fetchFrom(server.url), fetchFrom(server.url)]);
    for (const { exitCode, stdout } of both) {
      expect(exitCode).toBe(0);
      expect(stdout).toContain(inFolder('models', 'vgg_face.mat'));
    }
    expect(server.requests).toEqual(['whole']);
    expect(both.map(({ stderr }) => stderr).join('')).toMatch(/waiting for process \d+/);
    expect(models()).toEqual(['vgg_face.mat']);
  });

  test('does not take an archive without bytes for one', async () => {
    await using empty = await serveFile(Buffer.alloc(0));
    expect(await fetchFrom(empty.url, '--quiet')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('[DOWNLOAD_LENGTH]') as string,
    });
    await using server = await serveFile(archive);
    expect(await fetchFrom(server.url, '--quiet')).toMatchObject({ exitCode: 0 });
  });

  test('keeps a sound archive in which it finds no network, and says how to go on', async () => {
    await using server = await serveFile(tarGz({ 'r/face_model.mat': noNetwork }));
    const { exitCode, stderr } = await fetchFrom(server.url, '--quiet');
    expect(exitCode).toBe(1);
    expect(stderr.replaceAll(inFolder('models'), 'models')).toMatch(
      /holds no network: r\/face_model\.mat: .*; unpack it by hand and put the file of the network at models\/vgg_face\.mat; the archive is kept as models\/vgg_face_matconvnet\.tar\.gz\.refused \[ARCHIVE_EMPTY\]\n$/,
    );
    expect(models()).toEqual(['vgg_face_matconvnet.tar.gz.refused']);
  });

  test('does not replace weights that are there', async () => {
    await using server = await serveFile(archive);
    await fetchFrom(server.url);
    const { exitCode, stderr } = await fetchFrom(server.url);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/vgg_face\.mat is there already; remove it/);
    expect(server.requests).toEqual(['whole']);
  });
});

describe('what cannot be fetched is said in one line', () => {
  test('an address that the server does not know', async () => {
    await using server = await serveFile(archive);
    const { exitCode, stderr } = await fetchFrom(server.url.replace('file', 'other'));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: cannot download .* 404 .*\[DOWNLOAD_STATUS\]\n$/);
  });

  test('no network: at once, with where to get the file by hand and where to put it', async () => {
    const server = await serveFile(archive);
    await server[Symbol.asyncDispose]();
    const { exitCode, stderr } = await fetchFrom(server.url);
    expect(exitCode).toBe(1);
    expect(stderr.replaceAll(inFolder('models'), 'models')).toMatch(
      /^error: cannot download (.*): .*ECONNREFUSED.*; get the archive by hand from \1 and put it at models\/vgg_face_matconvnet\.tar\.gz, or put vgg_face\.mat into models \[DOWNLOAD_NETWORK\]\n$/,
    );
  });

  test.each([
    ['an archive without a .mat file', { 'a/README': Buffer.from('x') }, 'ARCHIVE_EMPTY'],
    ['a .mat file that is no network', { 'a/x.mat': Buffer.alloc(999) }, 'ARCHIVE_EMPTY'],
    [
      'hidden files and those of macOS alone',
      { 'a/.x.mat': weights, 'a/._vgg_face.mat': weights, '__MACOSX/a/x.mat': weights },
      'ARCHIVE_EMPTY',
    ],
    ['a file outside the folder', { '../../x.mat': weights }, 'ARCHIVE_UNSAFE'],
  ])('%s', async (_, files, code) => {
    await using server = await serveFile(tarGz(files));
    const { exitCode, stderr } = await fetchFrom(server.url, '--quiet');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(stderr).toContain(`[${code}]`);
    expect(models()).not.toContain('vgg_face.mat');
    expect(readdirSync(inFolder())).toEqual(['models']);
  });

  test('what is no archive', async () => {
    await using server = await serveFile(Buffer.from('<html>Sign in to the hotel</html>'));
    const { exitCode, stderr } = await fetchFrom(server.url, '--quiet');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('[ARCHIVE_FORMAT]');
    expect(models()).toEqual([]);
  });

  test.each([
    [['--url=ftp://127.0.0.1/a.tar.gz'], 'expected an http or https address'],
    [['--sha256=abc'], 'expected 64 hexadecimal digits'],
  ])('wrong usage: %j', async (flags, words) => {
    const { exitCode, stderr } = await runInMemory(app, ['fetch', ...flags]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
  });
});
