import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, request as ask, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { download } from '../src/index.js';
import { temporaryFolder } from './temporary-folder.js';

let target: string;
let server: Server;
let proxy: Server;
/** What the proxy was asked for: `GET <url>`, or `CONNECT <host>:<port>`. */
let passed: string[];

const variables = [
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
];

beforeEach(async () => {
  target = join(temporaryFolder(), 'file');
  server = createServer((_, response) => response.end('the file'));
  passed = [];
  proxy = createServer((incoming, response) => {
    passed.push(`${incoming.method} ${incoming.url}`);
    incoming.pipe(
      ask(String(incoming.url), { headers: incoming.headers }, (answer) => {
        response.writeHead(Number(answer.statusCode), answer.headers);
        answer.pipe(response);
      }),
    );
  });
  proxy.on('connect', ({ method, url }, socket) => {
    passed.push(`${method} ${url}`);
    const tunnel = connect(Number(String(url).split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      tunnel.pipe(socket).pipe(tunnel);
    });
    for (const end of [tunnel, socket]) end.on('error', () => socket.destroy());
  });
  for (const listener of [server, proxy]) await once(listener.listen(0, '127.0.0.1'), 'listening');
  for (const variable of variables) vi.stubEnv(variable, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  for (const listener of [server, proxy]) listener.close().closeAllConnections();
});

function portOf(listener: Server): number {
  return (listener.address() as AddressInfo).port;
}

function url(): string {
  return `http://127.0.0.1:${portOf(server)}/file`;
}

async function expectDownload(through: string[]): Promise<void> {
  await download({ url: url(), target, retries: 0 });
  expect(await readFile(target, 'utf8')).toBe('the file');
  expect(passed).toEqual(through);
}

describe('the proxy of the environment', () => {
  test.each(['HTTP_PROXY', 'http_proxy'])('is gone through where %s names one', async (name) => {
    vi.stubEnv(name, `http://127.0.0.1:${portOf(proxy)}`);
    await expectDownload([`GET ${url()}`]);
  });

  test('is none where no variable names one', async () => {
    await expectDownload([]);
  });

  test.each([
    ['NO_PROXY', '127.0.0.1'],
    ['no_proxy', 'example.org,127.0.0.1'],
    ['NO_PROXY', '*'],
  ])('is passed by where %s is %s', async (name, value) => {
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${portOf(proxy)}`);
    vi.stubEnv(name, value);
    await expectDownload([]);
  });

  test('is gone through for other hosts than those of NO_PROXY', async () => {
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${portOf(proxy)}`);
    vi.stubEnv('NO_PROXY', 'example.org');
    await expectDownload([`GET ${url()}`]);
  });

  test.each(['HTTPS_PROXY', 'https_proxy'])('tunnels to https addresses: %s', async (name) => {
    vi.stubEnv(name, `http://127.0.0.1:${portOf(proxy)}`);
    const address = `https://127.0.0.1:${portOf(server)}/file`; // no TLS there: the tunnel is enough
    await expect(download({ url: address, target, retries: 0 })).rejects.toMatchObject({
      code: 'DOWNLOAD_NETWORK',
    });
    expect(passed).toEqual([`CONNECT 127.0.0.1:${portOf(server)}`]);
  });

  test('is said to be the one that is not there', async () => {
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:9'); // the port `discard`, where nobody listens
    await expect(download({ url: url(), target })).rejects.toMatchObject({
      code: 'DOWNLOAD_NETWORK',
      message: expect.stringContaining('127.0.0.1:9') as string,
    });
  });

  test('must be an address', async () => {
    vi.stubEnv('HTTP_PROXY', 'proxy:port');
    await expect(download({ url: url(), target })).rejects.toMatchObject({
      code: 'DOWNLOAD_URL',
      message: expect.stringMatching(/HTTP_PROXY/) as string,
    });
  });
});
