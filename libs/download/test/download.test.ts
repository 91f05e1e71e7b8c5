import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createRandom, type ProgressReporter } from '@gender/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { download, type DownloadOptions } from '../src/index.js';
import { startFileServer, type FileServer } from './file-server.js';
import { temporaryFolder } from './temporary-folder.js';

const random = createRandom(7);
const content = Buffer.from(Array.from({ length: 300_000 }, () => random.integer(256)));
const other = Buffer.from(content.toReversed());
const sha256 = createHash('sha256').update(content).digest('hex');

let folder: string;
let target: string;

beforeEach(() => {
  folder = temporaryFolder();
  target = join(folder, 'models', 'file.tar.gz');
});

function optionsFor(server: FileServer, more: Partial<DownloadOptions> = {}): DownloadOptions {
  const { progress } = server;
  return { url: `${server.url}/file`, target, pauseMilliseconds: 1, progress, ...more };
}

async function left(): Promise<string[]> {
  return readdir(join(folder, 'models')).catch(() => []);
}

async function expectWhole(bytes: Buffer): Promise<void> {
  expect((await readFile(target)).equals(bytes)).toBe(true);
  expect(await left()).toEqual(['file.tar.gz']);
}

describe('a server that works', () => {
  test('gives the file, checked, and nothing beside it', async () => {
    await using server = await startFileServer(content);
    const result = await download(optionsFor(server, { sha256: sha256.toUpperCase() }));
    expect(result).toEqual({ path: target, bytes: 300_000, sha256, received: 300_000 });
    await expectWhole(content);
  });

  test('is followed through redirects', async () => {
    await using server = await startFileServer(content);
    await download(optionsFor(server, { url: `${server.url}/moved` }));
    await expectWhole(content);
  });

  test('may send no length, and an empty file where one is expected', async () => {
    await using chunked = await startFileServer(content, { chunked: true });
    await download(optionsFor(chunked));
    await expectWhole(content);
    await using empty = await startFileServer(Buffer.alloc(0));
    await download(optionsFor(empty, { target: join(folder, 'empty'), bytes: 0 }));
    expect(await readFile(join(folder, 'empty'))).toHaveLength(0);
  });

  test('may compress what it sends', async () => {
    const headers = { 'content-encoding': 'gzip' };
    await using server = await startFileServer(gzipSync(content), { headers });
    await download(optionsFor(server, { sha256 }));
    await expectWhole(content);
  });

  test('is not asked for a file that is there and passes the checks', async () => {
    await using server = await startFileServer(content);
    await download(optionsFor(server));
    expect(await download(optionsFor(server, { sha256 }))).toMatchObject({ received: 0 });
    expect(server.requests).toEqual(['whole']);
  });

  test('is asked again for a file that is there but fails a check', async () => {
    await using server = await startFileServer(content);
    await download(optionsFor(server, { target }));
    await writeFile(target, 'half');
    const warnings: string[] = [];
    const logger = {
      debug: () => undefined,
      info: () => undefined,
      warn: (m: string) => void warnings.push(m),
    };
    await download(optionsFor(server, { bytes: content.length, logger }));
    await expectWhole(content);
    expect(warnings).toEqual([expect.stringContaining('has 4 bytes, expected 300000')]);
  });
});

describe('a connection that is cut', () => {
  test('goes on where it stopped', async () => {
    await using server = await startFileServer(content, { cuts: [100_000, 50_000] });
    const result = await download(optionsFor(server, { sha256 }));
    expect(result.received).toBe(300_000);
    await expectWhole(content);
    expect(server.requests).toEqual(['whole', 'bytes=100000-', 'bytes=150000-']);
  });

  test('goes on by date where there is no entity tag, or a weak one', async () => {
    const lastModified = 'Tue, 01 Sep 2015 10:00:00 GMT';
    for (const etag of [undefined, 'W/"v1"']) {
      const cuts = [100_000];
      await using server = await startFileServer(content, { cuts, etag, lastModified });
      server.behaviour.ifRange = etag === undefined;
      await download(optionsFor(server, { target: join(folder, `${etag?.length}`), sha256 }));
      expect(server.requests).toEqual(['whole', 'bytes=100000-']);
    }
  });

  test('starts over where the server does not say which version it sends', async () => {
    await using server = await startFileServer(content, { cuts: [100_000], etag: undefined });
    await download(optionsFor(server, { sha256 }));
    await expectWhole(content);
    expect(server.requests).toEqual(['whole', 'whole']);
  });

  test('starts over where the server knows no ranges', async () => {
    await using server = await startFileServer(content, { cuts: [100_000], ranges: false });
    await download(optionsFor(server, { sha256 }));
    await expectWhole(content);
    expect(server.requests).toEqual(['whole', 'bytes=100000-']);
  });

  test('is given up after so many attempts in a row that bring nothing', async () => {
    await using server = await startFileServer(content, { cuts: [100_000, 0, 0, 0, 0] });
    const hint = 'get it from the page and put it into models/';
    await expect(download(optionsFor(server, { retries: 2, hint }))).rejects.toMatchObject({
      name: 'DownloadError',
      code: 'DOWNLOAD_NETWORK',
      message: expect.stringMatching(
        /^cannot download http:.*; get it from the page and put it into models\/$/,
      ) as string,
    });
    expect(server.requests).toHaveLength(3);
    expect(await left()).toEqual(['file.tar.gz.partial', 'file.tar.gz.partial.json']);
  });

  test('goes on in the next call', async () => {
    await using server = await startFileServer(content, { cuts: [100_000] });
    await expect(download(optionsFor(server, { retries: 0 }))).rejects.toThrow(/broke|ended/);
    const started: unknown[] = [];
    let advanced = 0;
    const progress: ProgressReporter = {
      start: (task) => {
        started.push(task);
        return { advance: (units) => void (advanced += units), stop: () => undefined };
      },
    };
    const result = await download(optionsFor(server, { sha256, progress }));
    expect(result.received).toBe(200_000);
    expect(started).toEqual([
      { label: 'downloading file.tar.gz', unit: 'bytes', initial: 100_000, total: 300_000 },
    ]);
    expect(advanced).toBe(200_000);
  });

  test('does not mix two versions of a file', async () => {
    await using server = await startFileServer(content, { cuts: [100_000] });
    await expect(download(optionsFor(server, { retries: 0 }))).rejects.toThrow();
    Object.assign(server.behaviour, { content: other, etag: '"v2"' });
    await download(optionsFor(server));
    await expectWhole(other);
  });

  test.each([
    ['of the same length', other],
    ['that is longer', Buffer.concat([other, other])],
    ['that is shorter', other.subarray(0, 50_000)],
  ])('does not mix in a version %s, even from a server that ignores If-Range', async (_, next) => {
    await using server = await startFileServer(content, { cuts: [100_000], ifRange: false });
    await expect(download(optionsFor(server, { retries: 0 }))).rejects.toThrow();
    Object.assign(server.behaviour, { content: next, etag: '"v2"' });
    await download(optionsFor(server));
    await expectWhole(next);
  });

  test('ignores what another address has left', async () => {
    await using server = await startFileServer(content, { cuts: [100_000] });
    await expect(download(optionsFor(server, { retries: 0 }))).rejects.toThrow();
    await download(optionsFor(server, { url: `${server.url}/file?mirror` }));
    expect(server.requests).toEqual(['whole', 'whole']);
    await expectWhole(content);
  });

  test('starts over from a damaged note about what has arrived', async () => {
    await using server = await startFileServer(content, { cuts: [100_000] });
    await expect(download(optionsFor(server, { retries: 0 }))).rejects.toThrow();
    await writeFile(`${target}.partial.json`, '{"url"');
    await download(optionsFor(server));
    await expectWhole(content);
  });
});

describe('a server that fails', () => {
  test.each([401, 403, 404, 410])('is not asked twice after a %i', async (status) => {
    await using server = await startFileServer(content, { statuses: [status] });
    await expect(download(optionsFor(server))).rejects.toMatchObject({
      code: 'DOWNLOAD_STATUS',
      message: expect.stringContaining(`answered ${status}`) as string,
    });
    expect(server.requests).toHaveLength(1);
    expect(await left()).toEqual([]);
  });

  test.each([429, 500, 503])('is asked again after a %i, when it says', async (status) => {
    const headers = { 'retry-after': '0' };
    await using server = await startFileServer(content, { statuses: [status, status], headers });
    await download(optionsFor(server, { sha256, pauseMilliseconds: 100_000 }));
    expect(server.requests).toHaveLength(3);
  });

  test('is given up when nothing arrives, then asked again', async () => {
    await using server = await startFileServer(content, { stalls: [100_000] });
    await download(optionsFor(server, { sha256, stallMilliseconds: 300 }));
    expect(server.requests).toEqual(['whole', 'bytes=100000-']);
  });

  test('is refused before the download when the length is wrong', async () => {
    await using server = await startFileServer(content);
    await expect(download(optionsFor(server, { bytes: 5 }))).rejects.toMatchObject({
      code: 'DOWNLOAD_LENGTH',
      message: expect.stringContaining('has 300000 bytes, expected 5') as string,
    });
    expect(await left()).toEqual([]);
  });

  test('is found out when it claims another length than it sends', async () => {
    await using server = await startFileServer(content, { cuts: [200_000], claims: 400_000 });
    await expect(download(optionsFor(server, { retries: 0 }))).rejects.toMatchObject({
      code: 'DOWNLOAD_NETWORK',
    });
    expect(await left()).not.toContain('file.tar.gz');
  });

  test('is found out by the length where it says none', async () => {
    await using server = await startFileServer(content, { chunked: true });
    await expect(download(optionsFor(server, { bytes: 299_999 }))).rejects.toMatchObject({
      code: 'DOWNLOAD_LENGTH',
    });
    expect(await left()).toEqual([]);
  });

  test('is found out by the SHA-256, and nothing stays', async () => {
    await using server = await startFileServer(other);
    await expect(download(optionsFor(server, { sha256 }))).rejects.toMatchObject({
      code: 'DOWNLOAD_CHECKSUM',
      message: expect.stringContaining(`expected ${sha256}`) as string,
    });
    expect(await left()).toEqual([]);
  });

  test('may not be there at all, which is said at once', async () => {
    const server = await startFileServer(content);
    await server[Symbol.asyncDispose]();
    const options = optionsFor(server, { pauseMilliseconds: 1_000_000 }); // for which nobody waits
    await expect(download(options)).rejects.toMatchObject({
      code: 'DOWNLOAD_NETWORK',
      message: expect.stringMatching(
        /ECONNREFUSED.*; get http:.* by hand and save it as /,
      ) as string,
    });
  });
});

test.each(['vgg_face.mat', 'ftp://example.org/a', 'file:///etc/hosts'])(
  'refuses the address %s',
  async (url) => {
    await expect(download({ url, target })).rejects.toMatchObject({ code: 'DOWNLOAD_URL' });
  },
);

test('a target that is a folder is an error of the file system', async () => {
  await using server = await startFileServer(content);
  await expect(download(optionsFor(server, { target: folder }))).rejects.toMatchObject({
    name: 'FileError',
  });
});

describe('a download that is stopped', () => {
  test('throws the reason, keeps what has arrived, and goes on later', async () => {
    await using server = await startFileServer(content, { stalls: [100_000] });
    const controller = new AbortController();
    const progress: ProgressReporter = {
      start: () => {
        let arrived = 0;
        const advance = (units: number): void => {
          arrived += units;
          if (arrived === 100_000) controller.abort(new Error('enough'));
        };
        return { advance, stop: () => undefined };
      },
    };
    const { signal } = controller;
    await expect(download(optionsFor(server, { signal, progress }))).rejects.toThrow('enough');
    expect(await left()).toEqual(['file.tar.gz.partial', 'file.tar.gz.partial.json']);
    await download(optionsFor(server, { sha256 }));
    expect(server.requests).toEqual(['whole', 'bytes=100000-']);
  });

  test('does not wait for the next attempt', async () => {
    await using server = await startFileServer(content, { statuses: [503] });
    const controller = new AbortController();
    const logger = {
      debug: () => undefined,
      info: () => undefined,
      warn: () => controller.abort(new Error('enough')),
    };
    const options = { logger, signal: controller.signal, pauseMilliseconds: 1_000_000 };
    await expect(download(optionsFor(server, options))).rejects.toThrow('enough');
  });
});

test('two downloads of one file ask for it once; the second says whom it waits for', async () => {
  await using server = await startFileServer(content);
  const heard: string[] = [];
  const warn = (message: string): void => void heard.push(message);
  const logger = { debug: () => undefined, info: () => undefined, warn };
  const both = await Promise.all([1, 2].map(() => download(optionsFor(server, { logger }))));
  expect(both.map(({ received }) => received).sort()).toEqual([0, content.length]);
  expect(server.requests).toEqual(['whole']);
  expect(heard).toEqual([expect.stringMatching(/^waiting for process \d+ /)]);
  await expectWhole(content);
});
