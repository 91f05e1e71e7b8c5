import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveBucket, temporaryFolder } from '@gender/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStorage } from './open-storage.js';
import type { PartStorage } from './part-storage.js';

const inFolder = temporaryFolder();
const textOf = async (storage: PartStorage, run: string, name: string): Promise<string> => {
  const folder = await storage.collect(run, [name], inFolder());
  return readFileSync(join(folder, name), 'utf8');
};

describe.each([
  ['a folder', () => Promise.resolve({ address: inFolder('parts'), environment: {}, close: null })],
  [
    'a bucket',
    async () => {
      const server = await serveBucket(inFolder('objects'));
      const address = `${server.address}/of all/`;
      return { ...server, address, close: () => server[Symbol.asyncDispose]() };
    },
  ],
])('parts in %s', (_, start) => {
  let served: Awaited<ReturnType<typeof start>>;
  let storage: PartStorage;
  beforeEach(async () => {
    served = await start();
    for (const [name, value] of Object.entries(served.environment)) vi.stubEnv(name, value);
    storage = await openStorage({ storage: served.address, dataRoot: inFolder() });
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await served.close?.();
  });

  it('has nothing before something is put there', async () => {
    expect(storage.name).toBe(served.address);
    expect(await storage.list('run')).toEqual(new Set());
    expect(await storage.read('run', 'run.json')).toBeUndefined();
    await storage.remove('run');
  });

  it('keeps what is put there, run by run', async () => {
    writeFileSync(inFolder('a.npy'), 'rows');
    await storage.write('run', 'run.json', 'text é');
    await storage.put('run', '0-1-ab.npy', inFolder('a.npy'));
    await storage.put('run2', '0-1-ab.npy', inFolder('a.npy'));
    expect(await storage.list('run')).toEqual(new Set(['run.json', '0-1-ab.npy']));
    expect(await storage.read('run', 'run.json')).toBe('text é');
    expect(await textOf(storage, 'run', '0-1-ab.npy')).toBe('rows');
    await storage.remove('run');
    expect(await storage.list('run')).toEqual(new Set());
    expect(await storage.list('run2')).toEqual(new Set(['0-1-ab.npy']));
  });

  it('replaces a file that is there, and leaves no other', async () => {
    for (const content of ['first', 'second']) {
      writeFileSync(inFolder('a.npy'), content);
      await storage.put('run', 'a.npy', inFolder('a.npy'));
    }
    expect(await storage.list('run')).toEqual(new Set(['a.npy']));
    expect(await textOf(storage, 'run', 'a.npy')).toBe('second');
  });
});

it('keeps a folder that was named, and removes its own with the last run', async () => {
  for (const storage of [inFolder('named'), undefined]) {
    const opened = await openStorage({ storage, dataRoot: inFolder() });
    for (const run of ['one', 'two']) await opened.write(run, 'run.json', '');
    await opened.remove('one');
    expect(await opened.list('two')).toEqual(new Set(['run.json']));
    await opened.remove('two');
  }
  expect(readdirSync(inFolder('named'))).toEqual([]);
  expect(readdirSync(inFolder('features'))).toEqual([]);
});

it.each([
  ['gs://bucket/parts', /^parts cannot be put into gs:\/\/bucket\/parts; name a bucket, s3:/],
  ['s3://', /no address of a bucket; expected s3:\/\/bucket\/prefix/],
  ['s3://Bucket', /in small letters/],
  ['s3://bucket/parts?x', /no address of a bucket/],
])('refuses %s', async (storage, message) => {
  await expect(openStorage({ storage, dataRoot: inFolder() })).rejects.toMatchObject({
    ...{ name: 'QueueError', code: 'QUEUE_STORAGE' },
    message: expect.stringMatching(message) as string,
  });
});
