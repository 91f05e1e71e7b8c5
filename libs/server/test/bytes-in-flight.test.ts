import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { temporaryFolder } from '@gender/testing';
import { expect, it, onTestFinished } from 'vitest';
import { createServer, listen } from '../src/index.js';
import { client, formBody, request } from './raw-client.js';
import { pictures, writeTinyModel } from './tiny-models.js';

const inFolder = temporaryFolder();

async function serve(requestBytes: number, bytesInFlight: number): Promise<string> {
  await writeTinyModel(inFolder('tiny.h5'), 3);
  const models = [{ name: 'tiny', path: inFolder('tiny.h5') }] as const;
  const limits = { lingerSeconds: 0, requestBytes, bytesInFlight };
  const server = await createServer({ models, version: '1.2.3', limits });
  onTestFinished(() => server.close());
  return listen(server, { host: '127.0.0.1', port: 0 });
}

/** What a server says that it holds of requests. */
async function heldBytes(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^gender_request_bytes (\d+)$/m.exec(metrics)![1]);
}

it('keeps nobody out for bytes that are announced and do not come', async () => {
  const url = await serve(10_000, 11_000);
  const whole = request(new Uint8Array(10_000));
  const crowd = Array.from({ length: 20 }, () => client(url));
  for (const each of crowd) each.socket.write(whole.subarray(0, -9_999));
  while ((await heldBytes(url)) < 20) await setTimeout(5);
  const body = new Uint8Array(pictures(1)[0]!);
  const headers = { 'content-type': 'image/bmp' };
  const { status } = await fetch(`${url}/v1/predict`, { method: 'POST', body, headers });
  expect(status).toBe(200);
  for (const each of crowd) each.socket.destroy();
  while ((await heldBytes(url)) > 0) await setTimeout(5);
});

it.each([
  ['a picture', request(new Uint8Array(3000))],
  ['JSON', request(new Uint8Array(3000), 'application/json')],
  ['a form', request(formBody(new Uint8Array(2900)), 'multipart/form-data; boundary=b')],
])(
  'refuses %s in the middle when others have taken the room, and answers those',
  async (_, late) => {
    const url = await serve(3000, 3200);
    const whole = request(new Uint8Array(3000));
    const [first, second] = [client(url), client(url)];
    // Each finds room for all of it when it comes.
    first.socket.write(whole.subarray(0, -2900));
    second.socket.write(late.subarray(0, -2900));
    while ((await heldBytes(url)) < 100) await setTimeout(5);
    first.socket.write(whole.subarray(-2900, -100));
    while ((await heldBytes(url)) < 2900) await setTimeout(5);
    second.socket.write(late.subarray(-2900, -1000));
    const refused = await second.answer;
    expect(refused).toMatch(/^HTTP\/1\.1 503/);
    expect(refused).toMatch(/connection: close/i);
    expect(refused).toContain('SERVER_BUSY');
    first.socket.write(whole.subarray(-100));
    const [answered] = (await once(first.socket, 'data')) as [Buffer];
    expect(answered.toString()).toMatch(/^HTTP\/1\.1 200/);
    first.socket.destroy();
    while ((await heldBytes(url)) > 0) await setTimeout(5);
  },
);
