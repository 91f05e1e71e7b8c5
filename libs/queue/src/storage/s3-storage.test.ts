import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sha256 } from '@gender/core/node';
import { S3 } from '@aws-sdk/client-s3';
import {
  bucketEnvironment,
  serveBucket,
  temporaryFolder,
  type BucketServer,
} from '@gender/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { s3Storage } from './s3-storage.js';

const inFolder = temporaryFolder();
const useEnvironment = (variables: Readonly<Record<string, string | undefined>>): void => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
};

describe('a bucket', () => {
  let server: BucketServer;
  beforeEach(async () => {
    server = await serveBucket(inFolder('objects'));
    useEnvironment(server.environment);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await server[Symbol.asyncDispose]();
  });
  /** Puts an object there as another program would. */
  const place = async (Key: string, Metadata: Record<string, string>): Promise<void> => {
    const client = new S3({ forcePathStyle: true });
    await client.putObject({ Bucket: 'gender-test', Key, Body: 'rows', Metadata });
    client.destroy();
  };

  it('keeps a file of several pieces', async () => {
    const rows = Buffer.alloc(17 * 2 ** 20, 'rows of features');
    writeFileSync(inFolder('a.npy'), rows);
    const storage = await s3Storage(server.address);
    await storage.put('run', 'a.npy', inFolder('a.npy'));
    mkdirSync(inFolder('into'));
    expect(await storage.collect('run', ['a.npy'], inFolder('into'))).toBe(inFolder('into'));
    expect(readFileSync(inFolder('into', 'a.npy')).equals(rows)).toBe(true);
    await storage.remove('run');
    expect(await storage.list('run')).toEqual(new Set());
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['changed', { sha256: 'ab' }, /it has the SHA-256 [0-9a-f]{64}, expected ab; remove it/],
    ['put there by others', {}, /it has no SHA-256 with it; remove it/],
  ])('refuses an object that was %s', async (_, metadata, message) => {
    await place('run/run.json', metadata);
    const storage = await s3Storage(server.address);
    const fault = {
      ...{ name: 'QueueError', code: 'QUEUE_STORAGE' },
      message: expect.stringMatching(message) as string,
    };
    await expect(storage.read('run', 'run.json')).rejects.toMatchObject(fault);
    await expect(storage.collect('run', ['run.json'], inFolder())).rejects.toMatchObject(fault);
  });

  it('says of a file of this machine what is wrong with it', async () => {
    const storage = await s3Storage(server.address);
    await storage.write('run', 'a', 'rows');
    await expect(storage.put('run', 'b', inFolder('absent'))).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
    await expect(storage.collect('run', ['a'], inFolder('absent'))).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });

  it('says that an object that was listed is gone', async () => {
    const storage = await s3Storage(server.address);
    await expect(storage.collect('run', ['a'], inFolder())).rejects.toMatchObject({
      code: 'QUEUE_STORAGE',
      message: expect.stringMatching(/^cannot read s3:\/\/gender-test\/run\/a: NoSuchKey: .*; try again$/) as string, // prettier-ignore
    });
  });

  it.each<[string, Record<string, string | undefined>, RegExp]>([
    ['s3://gender-other', {}, /NoSuchBucket: .*; make it, or check the address$/],
    ['s3://gender-test', { AWS_REGION: undefined }, /Region is missing; set AWS_REGION;/],
    [
      's3://gender-test',
      { AWS_ACCESS_KEY_ID: undefined },
      /CredentialsProviderError: .*; check AWS_ACCESS_KEY_ID/,
    ],
    [
      's3://gender-test',
      { AWS_ACCESS_KEY_ID: 'other' },
      /InvalidAccessKeyId: .*; check AWS_ACCESS_KEY_ID/,
    ],
  ])('says of %s with %o why it cannot be used', async (address, change, message) => {
    useEnvironment(change);
    await expect(s3Storage(address)).rejects.toMatchObject({
      ...{ name: 'QueueError', code: 'QUEUE_STORAGE' },
      message: expect.stringMatching(message) as string,
    });
  });
});

describe('a server that answers by pages, and whose connections break', () => {
  let server: Server;
  let requests: string[];
  beforeEach(async () => {
    requests = [];
    server = createServer(({ url = '' }, response) => {
      requests.push(url);
      if (url.includes('list-type')) response.end(page(url.includes('continuation-token=more')));
      else {
        response.setHeader('content-length', 4).setHeader('x-amz-meta-sha256', sha256('rows'));
        if (requests.length === 2) response.write('ro', () => response.destroy());
        else response.end('rows');
      }
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    useEnvironment(bucketEnvironment(`http://127.0.0.1:${port}`, 'user'));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });
  const page = (isLast: boolean): string =>
    `<ListBucketResult><IsTruncated>${!isLast}</IsTruncated>${
      isLast ? '' : '<NextContinuationToken>more</NextContinuationToken>'
    }<Contents><Key>run/${isLast ? 'b' : 'a'}</Key></Contents></ListBucketResult>`;

  it('is listed to its end', async () => {
    const storage = await s3Storage('s3://gender-test');
    expect(await storage.list('run')).toEqual(new Set(['a', 'b']));
    expect(requests).toHaveLength(3);
  });

  it('is asked again for what did not come whole', async () => {
    const storage = await s3Storage('s3://gender-test');
    expect(await storage.read('run', 'a')).toBe('rows');
    expect(requests).toHaveLength(3);
  });
});

it('says that nobody answers, and where that is set', async () => {
  useEnvironment(bucketEnvironment('http://127.0.0.1:1', 'nobody'));
  const opened = s3Storage('s3://gender-test/parts');
  await expect(opened).rejects.toMatchObject({
    code: 'QUEUE_STORAGE',
    cause: expect.not.objectContaining({ $response: expect.anything() as unknown }) as Error,
    message: expect.stringMatching(
      /^cannot list s3:\/\/gender-test\/parts: connect ECONNREFUSED 127\.0\.0\.1:1; check AWS_ENDPOINT_URL_S3/,
    ) as string,
  });
  vi.unstubAllEnvs();
});
