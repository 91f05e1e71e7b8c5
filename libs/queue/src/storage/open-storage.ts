import { join } from 'node:path';
import { folderStorage } from './folder-storage.js';
import type { PartStorage } from './part-storage.js';

/** Opens where parts are put; default: a folder beside the features. */
export function openStorage({
  storage,
  dataRoot,
}: {
  storage?: string | undefined;
  dataRoot: string;
}): Promise<PartStorage> {
  return Promise.resolve(folderStorage(storage ?? join(dataRoot, 'features', 'parts')));
}
