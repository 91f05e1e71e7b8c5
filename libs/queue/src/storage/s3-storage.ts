import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { required, silentLogger } from '@gender/core';
import { FileError, isFileSystemError, sha256, sha256File } from '@gender/core/node';
import type { S3 } from '@aws-sdk/client-s3';
import { load } from '../load.js';
import { QueueError } from '../queue-error.js';
import type { PartStorage } from './part-storage.js';
import { telling } from './s3-faults.js';

/** How long a server may take to be reached, and be silent. */
const CONNECT_MILLISECONDS = 10_000;
const SILENT_MILLISECONDS = 60_000;
/** How often a call is tried once the bucket is known to be there: tens of seconds in all, with growing waits. */
const ATTEMPTS = 10;
/** How often an object is read whose bytes do not come whole. */
const READS = 3;
/** Larger files are sent in pieces of so many bytes, two at once; 10 000 pieces are the most of S3. */
const PIECE_BYTES = 16 * 2 ** 20;
const PIECES_AT_ONCE = 2;
/** Objects that are read at once. */
const READS_AT_ONCE = 4;
/** The most objects that one call removes. */
const REMOVED_AT_ONCE = 1000;

/** Where the objects of a storage lie. */
interface Place {
  readonly bucket: string;
  /** Without a slash at its end; empty for the whole bucket. */
  readonly prefix: string;
}

/**
 * Parts in a bucket of Amazon S3, or of a server that speaks its protocol. Who asks, and where, is told by what
 * every program of AWS reads: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, `AWS_PROFILE`, or the role of the machine;
 * `AWS_REGION`; `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL` for other servers than Amazon's.
 *
 * An object is there whole or not at all, as S3 has it. Each has the SHA-256 of its bytes with it, by which they are
 * checked when they are read.
 *
 * @param address - `s3://bucket/prefix`
 * @throws QueueError (`QUEUE_PACKAGE`) without the client of S3; (`QUEUE_STORAGE`) when the bucket cannot be listed.
 */
export async function s3Storage(address: string): Promise<PartStorage> {
  const place = parseAddress(address);
  const { S3: Client } = await load('@aws-sdk/client-s3', () => import('@aws-sdk/client-s3'));
  const settings = {
    // Its own would write to the console.
    logger: { ...silentLogger, error: () => undefined },
    // Names of buckets in the place of hosts need a domain of their own, which few other servers have.
    forcePathStyle: ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'].some((name) => name in process.env),
    requestHandler: {
      connectionTimeout: CONNECT_MILLISECONDS,
      socketTimeout: SILENT_MILLISECONDS,
    },
  };
  const probe = new Client(settings);
  await telling(`list ${address}`, async () => {
    const query = { Bucket: place.bucket, Prefix: place.prefix, MaxKeys: 1 };
    await probe.listObjectsV2(query).finally(() => {
      probe.destroy();
    });
  });
  return new S3Storage(address, place, new Client({ ...settings, maxAttempts: ATTEMPTS }));
}

function parseAddress(address: string): Place {
  const pattern = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([^?#]*?))?\/*$/;
  const match = pattern.exec(address);
  if (match !== null) {
    const [, bucket, prefix = ''] = match;
    return { bucket: required(bucket, 'the name of a bucket'), prefix };
  }
  throw new QueueError(
    'QUEUE_STORAGE',
    `${address} is no address of a bucket; expected s3://bucket/prefix, the bucket in small letters`,
  );
}

class S3Storage implements PartStorage {
  readonly name: string;
  readonly #place: Place;
  readonly #client: S3;

  constructor(name: string, place: Place, client: S3) {
    this.name = name;
    this.#place = place;
    this.#client = client;
  }

  list(run: string): Promise<ReadonlySet<string>> {
    const { Bucket, Key: Prefix } = this.#at(run, '');
    return telling(`list ${this.#tell(run)}`, async () => {
      const names = new Set<string>();
      let next: string | undefined;
      do {
        const page = await this.#client.listObjectsV2({ Bucket, Prefix, ContinuationToken: next });
        const { Contents: found = [] } = page;
        for (const { Key } of found) names.add(required(Key, 'a key').slice(Prefix.length));
        next = page.NextContinuationToken;
      } while (next !== undefined);
      return names;
    });
  }

  read(run: string, name: string): Promise<string | undefined> {
    return telling(`read ${this.#tell(run, name)}`, async () => {
      try {
        const bytes = await this.#receive(run, name, buffer);
        return bytes.toString('utf8');
      } catch (cause) {
        if (cause instanceof Error && cause.name === 'NoSuchKey') return undefined;
        throw cause;
      }
    });
  }

  async write(run: string, name: string, text: string): Promise<void> {
    const Metadata = { sha256: sha256(text) };
    await telling(`write ${this.#tell(run, name)}`, () =>
      this.#client.putObject({ ...this.#at(run, name), Body: text, Metadata }),
    );
  }

  async put(run: string, name: string, path: string): Promise<void> {
    const { Upload } = await load('@aws-sdk/lib-storage', () => import('@aws-sdk/lib-storage'));
    const Metadata = { sha256: await sha256File(path) };
    await telling(`write ${this.#tell(run, name)}`, async () => {
      const upload = new Upload({
        client: this.#client,
        params: { ...this.#at(run, name), Body: createReadStream(path), Metadata },
        ...{ partSize: PIECE_BYTES, queueSize: PIECES_AT_ONCE },
      });
      await upload.done();
    });
  }

  async collect(run: string, names: readonly string[], into: string): Promise<string> {
    const waiting = names.values();
    const fetchAll = async (): Promise<void> => {
      for (const name of waiting) await this.#fetch(run, name, join(into, name));
    };
    await Promise.all(Array.from({ length: READS_AT_ONCE }, fetchAll));
    return into;
  }

  async remove(run: string): Promise<void> {
    const keys = [...(await this.list(run))].map((name) => ({ Key: this.#at(run, name).Key }));
    const { bucket: Bucket } = this.#place;
    await telling(`remove ${this.#tell(run)}`, async () => {
      for (let start = 0; start < keys.length; start += REMOVED_AT_ONCE) {
        const Delete = { Objects: keys.slice(start, start + REMOVED_AT_ONCE), Quiet: true };
        const { Errors: [failed] = [] } = await this.#client.deleteObjects({ Bucket, Delete });
        if (failed !== undefined) throw new Error(`${failed.Code}: ${failed.Message}`);
      }
    });
  }

  async #fetch(run: string, name: string, path: string): Promise<void> {
    await telling(`read ${this.#tell(run, name)}`, async () => {
      try {
        await this.#receive(run, name, (bytes) => pipeline(bytes, createWriteStream(path)));
      } catch (cause) {
        throw isOfFile(cause) ? FileError.from(path, 'write', cause) : cause;
      }
    });
  }

  /** Reads an object, again where its bytes do not come whole, which the client leaves to its callers. */
  async #receive<T>(
    run: string,
    name: string,
    take: (bytes: AsyncIterable<Uint8Array>) => Promise<T>,
  ): Promise<T> {
    for (let reads = 1; ; reads += 1) {
      const { Body, Metadata = {} } = await this.#client.getObject(this.#at(run, name));
      try {
        if (!(Body instanceof Readable)) throw new TypeError('the client gives no stream of Node');
        const digest = createHash('sha256');
        const taken = await take(hashing(Body, digest));
        checkSum(this.#tell(run, name), digest.digest('hex'), Metadata['sha256']);
        return taken;
      } catch (cause) {
        if (reads === READS || isOfFile(cause)) throw cause;
      }
    }
  }

  #at(run: string, name: string): { Bucket: string; Key: string } {
    const { bucket, prefix } = this.#place;
    return { Bucket: bucket, Key: `${prefix === '' ? '' : `${prefix}/`}${run}/${name}` };
  }

  #tell(run: string, name = ''): string {
    const { Bucket, Key } = this.#at(run, name);
    return `s3://${Bucket}/${Key}`;
  }
}

async function* hashing(bytes: AsyncIterable<Uint8Array>, digest: Hash): AsyncIterable<Uint8Array> {
  for await (const chunk of bytes) {
    digest.update(chunk);
    yield chunk;
  }
}

function checkSum(object: string, found: string, expected: string | undefined): void {
  if (found === expected) return;
  const told = expected === undefined ? 'has no SHA-256 with it' : `has the SHA-256 ${found}, expected ${expected}`; // prettier-ignore
  throw new QueueError(
    'QUEUE_STORAGE',
    `${object} is not what was put there: it ${told}; remove it, and it is made again`,
  );
}

/** Whether an error is of the file that is written, not of the connection that is read. */
function isOfFile(cause: unknown): boolean {
  return isFileSystemError(cause) && /^(?:open|write|close)$/.test(String(cause.syscall));
}
