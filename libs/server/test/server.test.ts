import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { GenderClassifier } from '@gender/classifier';
import { required, type Logger } from '@gender/core';
import { sha256 } from '@gender/core/node';
import { temporaryFolder } from '@gender/testing';
import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createServer, listen, type PredictAnswer, type ServerOptions } from '../src/index.js';
import { client, request } from './raw-client.js';
import { pictures, writeTinyModel } from './tiny-models.js';

const inFolder = temporaryFolder();
const path = (): string => inFolder('tiny.h5');

beforeEach(() => writeTinyModel(path(), 3));

async function serve(change: Partial<ServerOptions> = {}): Promise<string> {
  const models = [{ name: 'tiny', path: path() }] as const;
  const limits = { lingerSeconds: 0, ...change.limits };
  const server = await createServer({ models, version: '1.2.3', ...change, limits });
  onTestFinished(() => server.close());
  return listen(server, { host: '127.0.0.1', port: 0 });
}

async function post(
  url: string,
  body: RequestInit['body'],
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; answer: PredictAnswer; error: unknown }> {
  const response = await fetch(`${url}/v1/predict`, { method: 'POST', body, headers });
  const answer = (await response.json()) as PredictAnswer & { error: unknown };
  return { status: response.status, headers: response.headers, answer, error: answer.error };
}

const asForm = (files: readonly Uint8Array[]): FormData => {
  const form = new FormData();
  files.forEach((bytes, index) => {
    form.append('pictures', new Blob([new Uint8Array(bytes)]), `${index}.bmp`);
  });
  return form;
};
const asJson = (files: readonly Uint8Array[]): string =>
  JSON.stringify({ pictures: files.map((bytes) => ({ data: Buffer.from(bytes).toString('base64') })) }); // prettier-ignore
const json = { 'content-type': 'application/json' };

/** What the model says itself. */
async function predicted(files: readonly Uint8Array[]): Promise<unknown[]> {
  await using classifier = await GenderClassifier.load(path());
  const found: unknown[] = [];
  for await (const { label, probabilities } of classifier.predict(files)) {
    found.push([{ label, probabilities }]);
  }
  return found;
}

describe('POST /v1/predict', () => {
  it('answers what the model says, however pictures are sent', async () => {
    const url = await serve();
    const files = pictures(5);
    const expected = await predicted(files);
    const model = { name: 'tiny', sha256: sha256(await readFile(path())) };
    const form = await post(url, asForm(files));
    expect(form).toMatchObject({ status: 200, answer: { model, calibrated: false } });
    expect(form.answer.pictures).toEqual(
      expected.map((predictions, index) => ({ index, name: `${index}.bmp`, predictions })),
    );
    const inJson = await post(url, asJson(files), json);
    expect(inJson.answer.pictures).toEqual(
      expected.map((predictions, index) => ({ index, predictions })),
    );
    const [first] = files;
    for (const type of ['image/bmp', 'application/octet-stream']) {
      const raw = await post(url, new Uint8Array(first!), { 'content-type': type });
      expect(raw.answer.pictures).toEqual([{ index: 0, predictions: expected[0] }]);
    }
  });

  it('lets a bad picture answer for itself', async () => {
    const url = await serve({ limits: { pixels: 100 } });
    const [good] = pictures(1);
    const cut = good!.slice(0, 60);
    const bomb = pngOf(20_000, 20_000);
    const jpeg = Buffer.from('ffd8ffc0001108ffdcffdc03012200021101031101ffd9', 'hex');
    const files = [
      good!,
      new Uint8Array(),
      new TextEncoder().encode('no picture'),
      bomb,
      jpeg,
      cut,
    ];
    const { status, answer } = await post(url, asForm(files));
    expect(status).toBe(200);
    expect(
      answer.pictures.map(({ error, predictions }) => error?.code ?? predictions!.length),
    ).toEqual([
      1,
      'IMAGE_EMPTY',
      'IMAGE_FORMAT',
      'IMAGE_TOO_LARGE',
      'IMAGE_TOO_LARGE',
      'IMAGE_CORRUPT',
    ]);
    // The place in a batch, or a path, is nothing to a client.
    for (const { error } of answer.pictures.slice(1)) {
      expect(error!.message).toMatch(/^(?:the picture |cannot decode the picture \()/);
    }
    const none = await post(url, asForm(files.slice(1, 3)));
    expect(none.answer.pictures.map(({ error }) => error?.code)).toEqual([
      'IMAGE_EMPTY',
      'IMAGE_FORMAT',
    ]);
  });

  it.each([
    ['{"pictures": []}', 400, 'SERVER_REQUEST', /expected at least one picture/],
    ['{"pictures": [{"data": "?"}]}', 400, 'SERVER_REQUEST', /pictures\[0\]\.data/],
    ['{"pictures": [{"data": "", "url": "http://x"}]}', 400, 'SERVER_REQUEST', /url/],
    ['{', 400, 'SERVER_REQUEST', /JSON/],
    ['', 400, 'SERVER_REQUEST', /empty/],
  ])('refuses the JSON %s', async (body, status, code, message) => {
    const answered = await post(await serve(), body, json);
    expect(answered).toMatchObject({
      ...{ status, error: { code, message: expect.stringMatching(message) as string } },
    });
  });

  it('refuses what is too much, of another type, of unknown length, or for no model', async () => {
    const url = await serve({ limits: { pictures: 2, requestBytes: 2000 } });
    const three = await post(url, asForm(pictures(3)));
    expect(three).toMatchObject({ status: 413, error: { code: 'SERVER_TOO_LARGE' } });
    expect(await post(url, asJson(pictures(3)), json)).toMatchObject({ status: 413 });
    expect(await post(url, new Uint8Array(2001), { 'content-type': 'image/png' })).toMatchObject({
      status: 413,
      error: { message: 'the request has 2001 bytes, and 2000 are allowed; send fewer pictures at once' }, // prettier-ignore
    });
    expect(await post(url, 'face', { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
      error: { code: 'SERVER_REQUEST' },
    });
    const stream = {
      body: new Blob(['a']).stream(),
      duplex: 'half',
      method: 'POST',
    } as RequestInit;
    expect((await fetch(`${url}/v1/predict`, stream)).status).toBe(411);
    const unknown = await fetch(`${url}/v1/predict?model=big`, { method: 'POST', body: asForm(pictures(1)) }); // prettier-ignore
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toEqual({
      error: { code: 'SERVER_MODEL', message: 'there is no model big; there are tiny' },
    });
    expect((await post(url, asForm(pictures(1)))).status).toBe(200);
  });

  it('says which of several models answers, and whether probabilities are calibrated', async () => {
    await writeTinyModel(inFolder('other.h5'), 8, 2);
    await writeTinyModel(path(), 3, 4);
    const models = [
      { name: 'tiny', path: path() },
      { name: 'other', path: inFolder('other.h5') },
    ] as const;
    const url = await serve({ models, calibrated: true });
    const form = (): FormData => asForm(pictures(1));
    expect(await post(url, form())).toMatchObject({
      status: 400,
      error: { message: 'say by ?model= which of tiny, other is asked' },
    });
    const ask = async (query: string): Promise<PredictAnswer> => {
      const response = await fetch(`${url}/v1/predict?${query}`, { method: 'POST', body: form() });
      return (await response.json()) as PredictAnswer;
    };
    expect(await ask('model=other')).toMatchObject({ model: { name: 'other' }, calibrated: true });
    await using classifier = await GenderClassifier.load(path());
    const { probabilities } = await classifier.classify(pictures(1)[0]!, { calibrated: true });
    expect((await ask('model=tiny')).pictures[0]?.predictions?.[0]?.probabilities).toEqual(probabilities); // prettier-ignore
    const described = (await (await fetch(`${url}/v1/models`)).json()) as { models: unknown[] };
    expect(described.models).toMatchObject([
      { name: 'tiny', classes: ['Female', 'Male'], findsFaces: false, temperature: 4 },
      { name: 'other', temperature: 2 },
    ]);
  });

  it('answers 503 with Retry-After where as much waits as may, and every accepted picture right', async () => {
    const url = await serve({ limits: { waitingPictures: 4, pictures: 4 } });
    const files = pictures(4);
    const expected = await predicted(files);
    const answers = await Promise.all(Array.from({ length: 40 }, () => post(url, asForm(files))));
    const accepted = answers.filter(({ status }) => status === 200);
    expect(accepted.length).toBeGreaterThan(0);
    for (const { answer } of accepted) {
      expect(answer.pictures.map(({ predictions }) => predictions)).toEqual(expected);
    }
    for (const { status, headers, error } of answers.filter((each) => each.status !== 200)) {
      expect(status).toBe(503);
      expect(headers.get('retry-after')).toBe('1');
      expect(error).toMatchObject({ code: 'SERVER_BUSY' });
    }
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain(`gender_pictures_total{model="tiny",outcome="ok"} ${4 * accepted.length}`); // prettier-ignore
    expect(metrics).toContain('gender_request_bytes 0');
    expect(metrics).toContain('gender_waiting_pictures{model="tiny"} 0');
  });
});

describe('a server', () => {
  it('asks for a key where it has one, but not for its health', async () => {
    const url = await serve({ apiKey: 'sesame' });
    const authorization = 'Bearer sesame';
    const form = asForm(pictures(1));
    for (const route of ['/v1/models', '/metrics']) {
      const refused = await fetch(url + route);
      expect(refused.status).toBe(401);
      expect(refused.headers.get('www-authenticate')).toBe('Bearer');
      expect((await fetch(url + route, { headers: { authorization } })).status).toBe(200);
    }
    expect(await post(url, form)).toMatchObject({ status: 401, error: { code: 'SERVER_KEY' } });
    expect((await post(url, form, { authorization })).status).toBe(200);
    for (const route of ['/healthz', '/readyz', '/openapi.json']) {
      expect((await fetch(url + route)).status).toBe(200);
    }
    expect((await fetch(`${url}/v1/predict`)).status).toBe(404);
  });

  it('lets a replaced file answer from then on, and keeps the old model where the file is broken', async () => {
    const said: string[] = [];
    const note = (text: string): void => void said.push(text);
    const logger: Logger = { debug: note, info: note, warn: note };
    const url = await serve({ logger });
    const before = (await post(url, asForm(pictures(1)))).answer.model.sha256;
    writeFileSync(path(), 'no model');
    while (!said.some((line) => line.includes('still answers'))) await setTimeout(20);
    expect((await post(url, asForm(pictures(1)))).answer.model.sha256).toBe(before);
    await writeTinyModel(path(), 4);
    while (!said.some((line) => line.includes('was replaced'))) await setTimeout(20);
    const files = pictures(3);
    const { model, pictures: answered } = (await post(url, asForm(files))).answer;
    expect(model.sha256).toBe(sha256(await readFile(path())));
    expect(answered.map(({ predictions }) => predictions)).toEqual(await predicted(files));
  });

  it('closes connections that send too slowly, answers others meanwhile, and frees what they held', async () => {
    const url = await serve({ limits: { receiveSeconds: 1 } });
    const whole = request(pictures(1)[0]!);
    // Nothing, part of a head, part of a body.
    const crowd = [0, 30, whole.length - 1].flatMap((length) =>
      Array.from({ length: 20 }, () => {
        const { socket, answer } = client(url);
        socket.write(whole.subarray(0, length));
        return answer;
      }),
    );
    expect((await post(url, asForm(pictures(2)))).status).toBe(200);
    for (const answer of await Promise.all(crowd)) expect(answer).toMatch(/^HTTP\/1\.1 408/);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('gender_request_bytes 0');
  });

  it('closes connections that are too many, and takes others once there is room', async () => {
    const url = await serve({ limits: { connections: 2 } });
    const held = [client(url), client(url)];
    await Promise.all(held.map(({ socket }) => once(socket, 'connect')));
    const { socket, answer } = client(url);
    socket.write(request(pictures(1)[0]!));
    expect(await answer).not.toContain('HTTP');
    for (const each of held) each.socket.destroy();
    await Promise.all(held.map((each) => each.answer));
    let status = 0;
    while (status !== 200) status = await fetch(`${url}/healthz`).then((got) => got.status, () => 0); // prettier-ignore
  });

  it('gives up an answer that takes too long', async () => {
    const url = await serve({ limits: { answerSeconds: 0.0001 } });
    expect(await post(url, asForm(pictures(20)))).toMatchObject({
      status: 504,
      error: { code: 'SERVER_TIMEOUT' },
    });
  });

  it('gives up the pictures of a client that is gone, and calls that no fault of its own', async () => {
    const said: string[] = [];
    const note = (text: string): void => void said.push(text);
    const url = await serve({ logger: { debug: note, info: note, warn: note } });
    const gone = new AbortController();
    const asked = Array.from({ length: 8 }, () => {
      const body = asForm(pictures(60));
      return fetch(`${url}/v1/predict`, { method: 'POST', body, signal: gone.signal });
    });
    const settled = Promise.allSettled(asked);
    const waiting = async (): Promise<boolean> => {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      return !metrics.includes('gender_waiting_pictures{model="tiny"} 0');
    };
    while (!(await waiting())) await setTimeout(1);
    gone.abort();
    expect((await settled).map(({ status }) => status)).toContain('rejected');
    while (await waiting()) await setTimeout(5);
    expect((await post(url, asForm(pictures(1)))).status).toBe(200);
    expect(said).toEqual([]);
  });

  it('refuses two models of one name, a folder without a page, and a port in use', async () => {
    const one = { name: 'tiny', path: path() };
    await expect(createServer({ models: [one, one], version: '1' })).rejects.toMatchObject({
      code: 'SERVER_MODELS',
    });
    await expect(serve({ page: inFolder('nothing') })).rejects.toMatchObject({
      code: 'SERVER_PAGE',
    });
    const port = Number(new URL(await serve()).port);
    const server = await createServer({ models: [one], version: '1' });
    onTestFinished(() => server.close());
    await expect(listen(server, { host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'SERVER_PORT',
      message: expect.stringContaining(`port ${port}`) as string,
    });
  });

  it('shows a given page in the place of its own', async () => {
    writeFileSync(inFolder('index.html'), '<title>Faces</title>');
    const url = await serve({ page: inFolder() });
    expect(await (await fetch(url)).text()).toBe('<title>Faces</title>');
    expect((await fetch(`${url}/v1/models`)).status).toBe(200);
  });

  it('is described by a document whose references all lead somewhere', async () => {
    const url = await serve({ apiKey: 'sesame' });
    const text = await (await fetch(`${url}/openapi.json`)).text();
    const document = JSON.parse(text) as {
      info: unknown;
      paths: Record<string, unknown>;
      components: { schemas: Record<string, unknown> };
    };
    expect(document.info).toMatchObject({ version: '1.2.3' });
    expect(Object.keys(document.paths)).toEqual([
      '/v1/predict',
      '/v1/models',
      '/healthz',
      '/readyz',
    ]);
    const references = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name,
    );
    expect(new Set(references)).toEqual(new Set(Object.keys(document.components.schemas)));
    expect(required(document.components.schemas['PredictRequest'], 'it')).toMatchObject({
      required: ['pictures'],
    });
  });
});

/** The head of a PNG of so many pixels, and nothing else. */
function pngOf(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(33);
  bytes.write('\x89PNG\r\n\x1a\n', 'latin1');
  bytes.writeUInt32BE(13, 8);
  bytes.write('IHDR', 12, 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.set([8, 2, 0, 0, 0], 24);
  return bytes;
}
