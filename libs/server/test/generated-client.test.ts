import { temporaryFolder } from '@gender/testing';
import createClient from 'openapi-fetch';
import openapiTS, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { createServer, listen } from '../src/index.js';
import type { paths } from './client-types.js';
import { pictures, writeTinyModel } from './tiny-models.js';

const inFolder = temporaryFolder();
const generated = new URL('client-types.ts', import.meta.url).pathname;
let url: string;

beforeEach(async () => {
  const path = inFolder('tiny.h5');
  await writeTinyModel(path, 3);
  const server = await createServer({
    ...{ models: [{ name: 'tiny', path }], version: '1.2.3', apiKey: 'sesame' },
    limits: { lingerSeconds: 0 },
  });
  onTestFinished(() => server.close());
  url = await listen(server, { host: '127.0.0.1', port: 0 });
});

/** A client whose calls the compiler checks against the types that were generated. */
const client = (key: string) =>
  createClient<paths>({ baseUrl: url, headers: { authorization: `Bearer ${key}` } });

it('the types of a client are those that the document of the server generates', async () => {
  const response = await fetch(`${url}/openapi.json`);
  const types = astToString(await openapiTS(await response.text()));
  const head = '// By openapi-typescript of /openapi.json; vitest -u writes it.\n';
  const options = await resolveConfig(generated);
  const text = await format(head + types, { ...options, parser: 'typescript' });
  await expect(text).toMatchFileSnapshot(generated);
});

it('a generated client predicts', async () => {
  const [first, second] = pictures(2).map((bytes) => Buffer.from(bytes).toString('base64'));
  const body = { pictures: [{ data: first!, name: 'first' }, { data: second! }] };
  const { data, error } = await client('sesame').POST('/v1/predict', { body });
  expect(error).toBeUndefined();
  const [one, two] = data!.pictures;
  expect([one!.name, two!.name]).toEqual(['first', undefined]);
  const { label, probabilities } = one!.predictions![0]!;
  expect(Object.keys(probabilities)).toEqual(['Female', 'Male']);
  expect(probabilities[label]).toBe(Math.max(...Object.values(probabilities)));
  const { data: described } = await client('sesame').GET('/v1/models');
  expect(described!.models.map(({ name, sha256 }) => ({ name, sha256 }))).toEqual([data!.model]);
});

it('a generated client has errors with their codes', async () => {
  const body = { pictures: [{ data: '' }] };
  const { error, response } = await client('other').POST('/v1/predict', { body });
  expect([response.status, error?.error.code]).toEqual([401, 'SERVER_KEY']);
  const query = { model: 'big' };
  const unknown = await client('sesame').POST('/v1/predict', { body, params: { query } });
  expect([unknown.response.status, unknown.error?.error.code]).toEqual([404, 'SERVER_MODEL']);
});

it('a body that the document does not have is refused by the compiler, and by the server', async () => {
  // @ts-expect-error pictures have data
  const body: paths['/v1/predict']['post']['requestBody']['content']['application/json'] = { pictures: [{ url: 'http://a' }] }; // prettier-ignore
  const { error } = await client('sesame').POST('/v1/predict', { body });
  expect(error?.error.code).toBe('SERVER_REQUEST');
});
