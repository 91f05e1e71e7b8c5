import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '../dataset-error.js';
import { SPLIT_MANIFEST, splitManifestSchema, type SplitManifest } from './split-manifest.js';

/**
 * Reads the manifest of a written dataset.
 *
 * @param folder - the dataset's folder, for example `data/GenderDataset`
 * @throws DatasetError `DATASET_NOT_FOUND` when there is none, or it is not one.
 */
export async function readSplitManifest(folder: string): Promise<SplitManifest> {
  const path = join(folder, SPLIT_MANIFEST);
  try {
    return splitManifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new DatasetError(
      'DATASET_NOT_FOUND',
      `${path} does not exist or is not a split manifest; prepare the dataset again`,
      { cause },
    );
  }
}
