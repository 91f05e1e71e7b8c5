import { join } from 'node:path';
import { QueueError } from '../queue-error.js';
import { folderStorage } from './folder-storage.js';
import type { PartStorage } from './part-storage.js';

/**
 * Opens where parts are put; default: a folder beside the features.
 *
 * @throws QueueError (`QUEUE_STORAGE`) for the address of a bucket, which is no folder.
 */
export function openStorage({
  storage,
  dataRoot,
}: {
  storage?: string | undefined;
  dataRoot: string;
}): PartStorage {
  if (storage !== undefined && /^[a-z][a-z0-9+.-]*:\/\//i.test(storage)) {
    throw new QueueError(
      'QUEUE_STORAGE',
      `${storage} is an address, and parts are put into a folder; name one that all machines share, such as a mounted bucket`,
    );
  }
  return folderStorage(storage ?? join(dataRoot, 'features', 'parts'));
}
