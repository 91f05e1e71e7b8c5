import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { download, type DownloadErrorCode, type DownloadOptions } from '../src/index.js';
import {
  content,
  endless,
  etag,
  firstHalf,
  half,
  progress,
  redirect,
  rest,
  sendAndHangUp,
  serve,
  whole,
  type Answer,
} from './lying-server.js';
import { temporaryFolder } from './temporary-folder.js';

let folder: string;
let target: string;

beforeEach(() => {
  folder = temporaryFolder();
  target = join(folder, 'file');
});

describe('a server that lies and gives the file in the end', () => {
  test.each<[string, Answer, number]>([
    [
      'another entity tag at each resume',
      (response, { n, from }) => {
        if (n === 0) firstHalf(response);
        else if (from === undefined) whole(response);
        else rest(response, from, { etag: `"${n + 1}"` });
      },
      3,
    ],
    [
      'the whole file for a range',
      (response, { n }) => (n === 0 ? firstHalf(response) : whole(response)),
      2,
    ],
    [
      'a range that was not asked for',
      (response, { n, from }) => {
        if (n === 0) firstHalf(response);
        else if (from === undefined) whole(response);
        else rest(response, from, { ...etag, 'content-range': `bytes 0-9/${content.length}` });
      },
      3,
    ],
    [
      'a range without saying which',
      (response, { n, from }) => {
        if (n === 0) firstHalf(response);
        else if (from === undefined) whole(response);
        else response.writeHead(206, etag).end(content.subarray(from));
      },
      3,
    ],
    [
      'a compressed range',
      (response, { n, from }) => {
        if (n === 0) firstHalf(response);
        else if (from === undefined) whole(response);
        else rest(response, from, { ...etag, 'content-encoding': 'gzip' });
      },
      3,
    ],
    [
      'less of the range than it says',
      (response, { n, from = 0 }) => {
        if (n === 0) firstHalf(response);
        else if (n > 1) rest(response, from);
        else {
          const range = `bytes ${from}-${content.length - 1}/${content.length}`;
          response.writeHead(206, { ...etag, 'content-range': range, 'content-length': 100 });
          response.end(content.subarray(from, from + 100));
        }
      },
      3,
    ],
    [
      '416 for a range that there is',
      (response, { n, from }) => {
        if (n === 0) firstHalf(response);
        else if (from === undefined) whole(response);
        else response.writeHead(416, { 'content-range': 'bytes */100' }).end();
      },
      3,
    ],
    [
      'chunks that break off',
      (response, { n }) => {
        if (n > 0) return whole(response);
        response.writeHead(200);
        sendAndHangUp(response, content.subarray(0, half));
      },
      2,
    ],
    [
      'a longer length than it sends',
      (response, { n, from }) => {
        if (n > 0 && from === undefined) return whole(response);
        if (from !== undefined) return void response.writeHead(416).end();
        response.writeHead(200, { ...etag, 'content-length': content.length + 99 });
        sendAndHangUp(response, content);
      },
      3,
    ],
    [
      'a compressed file whole',
      (response) =>
        void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(content)),
      1,
    ],
    [
      '503 with a date to come back at that is over',
      (response, { n }) => {
        if (n > 0) return whole(response);
        response.writeHead(503, { 'retry-after': 'Tue, 01 Sep 2015 10:00:00 GMT' }).end();
      },
      2,
    ],
    [
      'redirects of every kind',
      (response, { n }) => {
        const status = [301, 302, 303, 307, 308][n];
        if (status === undefined) whole(response);
        else redirect(response, `/moved-${n}`, status);
      },
      6,
    ],
  ])('%s', async (_, answer, requests) => {
    await using server = await serve(answer);
    await download({ url: server.url, target, progress, pauseMilliseconds: 1 });
    expect((await readFile(target)).equals(content)).toBe(true);
    expect(server.requests).toBe(requests);
    expect(await readdir(folder)).toEqual(['file']);
  });
});

describe('a server that never gives the file is given up', () => {
  /** Of 1 KB at the pace of the test, far above what a stall of 300 ms asks for. */
  const kilobyte = Buffer.alloc(1024);

  test.each<[string, Answer, Partial<DownloadOptions>, DownloadErrorCode, RegExp, number]>([
    [
      'a body without an end',
      (response) => endless(response.writeHead(200), kilobyte),
      { maxBytes: 100_000 },
      'DOWNLOAD_LENGTH',
      /sends more than 100000 bytes/,
      1,
    ],
    [
      'a range without an end',
      (response, { n, from = 0 }) => {
        if (n === 0) return firstHalf(response);
        const range = `bytes ${from}-${content.length - 1}/${content.length}`;
        endless(response.writeHead(206, { ...etag, 'content-range': range }), kilobyte);
      },
      {},
      'DOWNLOAD_LENGTH',
      /sends more than 40000 bytes/,
      2,
    ],
    [
      'a length beyond the limit',
      whole,
      { maxBytes: 39_999 },
      'DOWNLOAD_LENGTH',
      /sends more than 39999 bytes/,
      1,
    ],
    [
      'a slow drip, also when each attempt brings a little',
      (response) => {
        response.writeHead(200, { ...etag, 'content-length': content.length });
        endless(response, Buffer.alloc(1), 20);
      },
      { stallMilliseconds: 300, retries: 1 },
      'DOWNLOAD_NETWORK',
      /no more than \d+ bytes arrived for 0\.3 s/,
      2,
    ],
    [
      'a few bytes at each connection',
      (response, { from = 0 }) => {
        const range = `bytes ${from}-${content.length - 1}/${content.length}`;
        response.writeHead(from === 0 ? 200 : 206, {
          ...etag,
          'content-length': content.length - from,
          ...(from > 0 && { 'content-range': range }),
        });
        sendAndHangUp(response, content.subarray(from, from + 10));
      },
      { retries: 3 },
      'DOWNLOAD_NETWORK',
      /broke|ended/,
      4,
    ],
    [
      'a longer length than it sends, and 416 for the rest, for ever',
      (response, { from }) => {
        if (from !== undefined) return void response.writeHead(416).end();
        response.writeHead(200, { ...etag, 'content-length': content.length + 99 });
        sendAndHangUp(response, content);
      },
      { retries: 3, stallMilliseconds: 1000 },
      'DOWNLOAD_STATUS',
      /answered 416/,
      4,
    ],
    [
      'a new entity tag each time, and never the whole',
      (response, { n }) => firstHalf(response, { etag: `"${n}"` }),
      { retries: 2, stallMilliseconds: 1000 },
      'DOWNLOAD_NETWORK',
      /broke|ended/,
      3,
    ],
    [
      'nothing at all',
      (response) => void response.writeHead(200, { 'content-length': 0 }).end(),
      {},
      'DOWNLOAD_LENGTH',
      /the file is empty/,
      1,
    ],
    [
      'a redirect to another scheme',
      (response) => redirect(response, 'ftp://127.0.0.1/file'),
      {},
      'DOWNLOAD_REDIRECT',
      /redirects from http: to ftp: \(ftp:\/\/127\.0\.0\.1\/file\), which is not followed/,
      1,
    ],
    [
      'a redirect to a file of this machine',
      (response) => redirect(response, 'file:///etc/passwd'),
      {},
      'DOWNLOAD_REDIRECT',
      /from http: to file:/,
      1,
    ],
    [
      'a redirect to itself',
      (response) => redirect(response, '/file'),
      {},
      'DOWNLOAD_REDIRECT',
      /redirects more than 10 times/,
      11,
    ],
    [
      'a redirect in a circle',
      (response, { path }) => redirect(response, path === '/file' ? '/b' : '/file'),
      {},
      'DOWNLOAD_REDIRECT',
      /redirects more than 10 times/,
      11,
    ],
    [
      'a redirect to nowhere',
      (response) => void response.writeHead(302).end(),
      {},
      'DOWNLOAD_REDIRECT',
      /answered 302 and names no address/,
      1,
    ],
    [
      'a range that nobody asked for',
      (response) => rest(response, 10),
      {},
      'DOWNLOAD_STATUS',
      /answered 206/,
      1,
    ],
    [
      'a hang-up before any answer',
      (response) => response.destroy(),
      { retries: 2 },
      'DOWNLOAD_NETWORK',
      /./,
      3,
    ],
    [
      'an answer that is no HTTP',
      (response) => void response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n'),
      { retries: 1 },
      'DOWNLOAD_NETWORK',
      /./,
      2,
    ],
  ])('%s', async (_, answer, options, code, words, requests) => {
    await using server = await serve(answer);
    const { url } = server;
    const failed = download({ url, target, progress, pauseMilliseconds: 1, ...options });
    await expect(failed).rejects.toMatchObject({
      name: 'DownloadError',
      code,
      message: expect.stringMatching(words) as string,
    });
    expect(server.requests).toBe(requests);
    expect(await readdir(folder)).not.toContain('file');
  });
});

test('a redirect from https to http is not followed', async () => {
  const asked: string[] = [];
  const fetch = async (url: string): Promise<Response> => {
    asked.push(url);
    return Promise.resolve(
      new Response(null, { status: 302, headers: { location: 'http://example.org/file' } }),
    );
  };
  await expect(download({ url: 'https://example.org/file', target, fetch })).rejects.toMatchObject({
    code: 'DOWNLOAD_REDIRECT',
  });
  expect(asked).toEqual(['https://example.org/file']);
});

test.each([
  ['7', 'in 7 s'],
  ['100000', 'in 60 s'],
  ['Fri, 31 Dec 2100 00:00:00 GMT', 'in 60 s'],
  ['soon', 'in 0.001 s'],
])('a server may ask to wait, for a minute at most: %s', async (value, words) => {
  await using server = await serve(
    (response) => void response.writeHead(429, { 'retry-after': value }).end(),
  );
  const controller = new AbortController();
  const said: string[] = [];
  const warn = (message: string): void => {
    said.push(message);
    controller.abort(new Error('enough'));
  };
  const logger = { debug: () => undefined, info: () => undefined, warn };
  const { signal } = controller;
  const stopped = download({
    url: server.url,
    target,
    progress,
    pauseMilliseconds: 1,
    logger,
    signal,
  });
  await expect(stopped).rejects.toThrow('enough');
  expect(said).toEqual([expect.stringMatching(`answered 429 .*trying again ${words}$`)]);
});

test('a file without bytes that lies at the target does not count as the file', async () => {
  await using empty = await serve((response) => void response.writeHead(200).end());
  await expect(download({ url: empty.url, target })).rejects.toThrow('the file is empty');
  await using server = await serve(whole);
  await download({ url: server.url, target });
  expect((await readFile(target)).equals(content)).toBe(true);
});
