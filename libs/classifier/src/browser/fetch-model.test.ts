import { createHash } from 'node:crypto';
import { serveFile } from '@gender/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fetchModel } from './fetch-model.js';

const content = Buffer.from(Array.from({ length: 50_000 }, (_, index) => index % 251));
const sha256 = createHash('sha256').update(content).digest('hex');

/** What a browser has and Node has not: responses by address. */
class MemoryCache {
  readonly responses = new Map<string, Response>();

  async match(key: string): Promise<Response | undefined> {
    return Promise.resolve(this.responses.get(key)?.clone());
  }

  async put(key: string, response: Response): Promise<void> {
    this.responses.set(key, new Response(await response.arrayBuffer()));
  }
}

afterEach(() => vi.unstubAllGlobals());

describe('fetchModel', () => {
  it('takes files and bytes as they are', async () => {
    for (const source of [content, new Uint8Array(content), new Blob([content])]) {
      expect(Buffer.from(await fetchModel(source))).toEqual(content);
    }
  });

  it('downloads an address, and says how far it is', async () => {
    await using server = await serveFile(content);
    const steps: [number, number | undefined][] = [];
    const onProgress = (...step: [number, number | undefined]): void => void steps.push(step);
    expect(Buffer.from(await fetchModel(new URL(server.url), { onProgress }))).toEqual(content);
    expect(steps.at(-1)).toEqual([content.length, content.length]);
  });

  it('keeps what has the SHA-256 that is asked for, and downloads it once', async () => {
    const cache = new MemoryCache();
    vi.stubGlobal('caches', { open: () => Promise.resolve(cache) });
    await using server = await serveFile(content);
    const twice = [
      await fetchModel(server.url, { sha256: sha256.toUpperCase() }),
      await fetchModel(server.url, { sha256 }),
    ];
    for (const bytes of twice) expect(Buffer.from(bytes)).toEqual(content);
    expect(server.requests).toEqual(['whole']);
  });

  it('downloads again what the cache holds damaged', async () => {
    const cache = new MemoryCache();
    vi.stubGlobal('caches', { open: () => Promise.resolve(cache) });
    await using server = await serveFile(content);
    await fetchModel(server.url, { sha256 });
    for (const key of cache.responses.keys()) cache.responses.set(key, new Response('damaged'));
    expect(Buffer.from(await fetchModel(server.url, { sha256 }))).toEqual(content);
    expect(server.requests).toHaveLength(2);
  });

  it('refuses another file than the SHA-256 says, and keeps nothing', async () => {
    const cache = new MemoryCache();
    vi.stubGlobal('caches', { open: () => Promise.resolve(cache) });
    await using server = await serveFile(content);
    await expect(fetchModel(server.url, { sha256: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'CLASSIFIER_DOWNLOAD',
      message: `${server.url} has the SHA-256 ${sha256}, expected ${'0'.repeat(64)}`,
    });
    expect(cache.responses.size).toBe(0);
  });

  it('says what the server answers, and where a download broke off', async () => {
    await using server = await serveFile(content, { cutAfter: 1000 });
    await expect(fetchModel(server.url)).rejects.toMatchObject({
      code: 'CLASSIFIER_DOWNLOAD',
      message: `the download of ${server.url} broke off after 1000 bytes`,
    });
    await expect(fetchModel(`${server.url}x`)).rejects.toMatchObject({
      code: 'CLASSIFIER_DOWNLOAD',
      message: `${server.url}x cannot be downloaded: the server answers 404`,
    });
  });

  it('names a server that is not there, and ends when it is told to', async () => {
    const { url } = await serveFile(content).then(async (server) => {
      await server[Symbol.asyncDispose]();
      return server;
    });
    await expect(fetchModel(url)).rejects.toMatchObject({
      code: 'CLASSIFIER_DOWNLOAD',
      message: `${url} cannot be downloaded`,
    });
    const signal = AbortSignal.abort(new Error('the page was left'));
    await expect(fetchModel(url, { signal })).rejects.toThrow('the page was left');
  });
});
