import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRegularFile } from '@gender/core/node';
import type { FaceRule } from '@gender/network';
import { DatasetError } from '../dataset-error.js';
import { SPLIT_MANIFEST, splitManifestSchema, type SplitManifest } from './split-manifest.js';

/** The largest manifest that is read, 1 GiB: some millions of pictures. */
const MAX_MANIFEST_BYTES = 2 ** 30;

/**
 * Reads the manifest of a written dataset.
 *
 * @param folder - the dataset's folder, for example `data/GenderDataset`
 * @throws DatasetError `DATASET_NOT_FOUND` when there is none, or it is not one.
 */
export async function readSplitManifest(folder: string): Promise<SplitManifest> {
  const path = join(folder, SPLIT_MANIFEST);
  try {
    const bytes = await readRegularFile(path, { maxBytes: MAX_MANIFEST_BYTES });
    return splitManifestSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new DatasetError(
      'DATASET_NOT_FOUND',
      `${path} does not exist or is not a split manifest; prepare the dataset again`,
      { cause },
    );
  }
}

/**
 * How the faces of a dataset were cut out of photos.
 *
 * @param folder - as for {@link readSplitManifest}
 * @returns `undefined` where pictures are as they were found, or nothing is known, since the folder has
 *   no manifest
 * @throws DatasetError `DATASET_NOT_FOUND` when its manifest cannot be understood.
 */
export async function readFaceRule(folder: string): Promise<FaceRule | undefined> {
  if (!existsSync(join(folder, SPLIT_MANIFEST))) return undefined;
  return (await readSplitManifest(folder)).faces;
}
