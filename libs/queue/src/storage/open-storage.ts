import { join } from 'node:path';
import { QueueError } from '../queue-error.js';
import { folderStorage } from './folder-storage.js';
import type { PartStorage } from './part-storage.js';
import { s3Storage } from './s3-storage.js';

/** Storages that have addresses, by how those begin. */
const kinds: Readonly<Record<string, (address: string) => Promise<PartStorage>>> = {
  s3: s3Storage,
};

/**
 * Opens where parts are put; default: a folder beside the features, which is removed when it is left empty.
 *
 * @param options.storage - a folder, or the address of a bucket, `s3://bucket/prefix`
 * @throws QueueError (`QUEUE_STORAGE`) for an address of another kind, and when the bucket cannot be listed;
 *   (`QUEUE_PACKAGE`) when the package for its kind is not installed.
 */
export async function openStorage({
  storage,
  dataRoot,
}: {
  storage?: string | undefined;
  dataRoot: string;
}): Promise<PartStorage> {
  if (storage === undefined) {
    return folderStorage(join(dataRoot, 'features', 'parts'), { isOurs: true });
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(storage)?.[1];
  if (scheme === undefined) return folderStorage(storage);
  const open = kinds[scheme.toLowerCase()];
  if (open !== undefined) return open(storage);
  throw new QueueError(
    'QUEUE_STORAGE',
    `parts cannot be put into ${storage}; name a bucket, s3://bucket/prefix, or a folder that all machines share`,
  );
}
