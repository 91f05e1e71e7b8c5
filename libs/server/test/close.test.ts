import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { temporaryFolder } from '@gender/testing';
import type { FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, it } from 'vitest';
import { createServer, listen, type ServerLimits } from '../src/index.js';
import { client, request } from './raw-client.js';
import { pictures, writeTinyModel } from './tiny-models.js';

const inFolder = temporaryFolder();
const path = (): string => inFolder('tiny.h5');

beforeEach(() => writeTinyModel(path(), 3));

async function start(
  limits: Partial<ServerLimits> = {},
  host = '127.0.0.1',
): Promise<{ server: FastifyInstance; url: string }> {
  const models = [{ name: 'tiny', path: path() }] as const;
  const server = await createServer({ models, version: '1', limits: { lingerSeconds: 0, ...limits } }); // prettier-ignore
  return { server, url: await listen(server, { host, port: 0 }) };
}

const [picture] = pictures(1);

describe('closing', () => {
  it('answers every request of a crowd that has connected, and that Node has not accepted yet', async () => {
    const { server, url } = await start();
    const crowd = Array.from({ length: 40 }, () => {
      const { socket, answer } = client(url);
      socket.write(request(picture!));
      return answer;
    });
    // Of a connection each turn of the event loop one is accepted, so that all but a few wait in the system.
    await once(server.server, 'connection');
    await server.close();
    for (const answer of await Promise.all(crowd)) {
      expect(answer).toMatch(/^HTTP\/1\.1 200 .*connection: close.*"label":/is);
    }
    await expect(fetch(url)).rejects.toThrow();
  });

  it('answers a request that a connection which was answered before sends at that moment', async () => {
    const { server, url } = await start();
    const { socket, answer } = client(url);
    socket.write(request(picture!));
    await once(socket, 'data');
    socket.write(request(picture!));
    await server.close();
    const answers = (await answer).match(/HTTP\/1\.1 200/g);
    expect(answers).toHaveLength(2);
  });

  it('does not wait for connections that send nothing, nor for long for those that send too slowly', async () => {
    const { server, url } = await start({ receiveSeconds: 1 });
    const silent = client(url);
    const [slowHead, slowBody] = [client(url), client(url)];
    slowHead.socket.write('POST /v1/predict HTTP/1.1\r\nHost');
    slowBody.socket.write(request(picture!).subarray(0, 120));
    await Promise.all([slowHead, slowBody, silent].map(({ socket }) => once(socket, 'connect')));
    const closed = server.close();
    expect(await silent.answer).toBe('');
    await closed;
    // Ended without an answer, which must not be taken for one.
    expect(await slowHead.answer).not.toContain('200');
    expect(await slowBody.answer).not.toContain('200');
  });

  it('concerns every connection: a name of two addresses is listened to on one', async () => {
    const { server } = await start({}, 'localhost');
    expect(server.addresses()).toHaveLength(1);
    await server.close();
  });

  it('answers what it accepted, however long that takes', async () => {
    const { server, url } = await start();
    const body = new FormData();
    for (const bytes of pictures(30)) body.append('pictures', new Blob([new Uint8Array(bytes)]));
    const answering = fetch(`${url}/v1/predict`, { method: 'POST', body });
    const metrics = async (): Promise<string> => (await fetch(`${url}/metrics`)).text();
    while (!(await metrics()).includes('gender_batch_pictures_count')) await setTimeout(1);
    const closed = server.close();
    const { pictures: answered } = (await (await answering).json()) as { pictures: unknown[] };
    expect(answered).toHaveLength(30);
    await closed;
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it('is said to those who ask, and what was sent before that was known is still taken', async () => {
    const { server, url } = await start({ lingerSeconds: 2 });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const closed = server.close();
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'closing' });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const headers = { 'content-type': 'image/bmp' };
    const body = new Uint8Array(picture!);
    const last = await fetch(`${url}/v1/predict`, { method: 'POST', body, headers });
    expect(last.status).toBe(200);
    expect(last.headers.get('connection')).toBe('close');
    await closed;
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });
});
