import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import {
  FileError,
  readManifest,
  verifyFiles,
  type Verification,
  type VerifyOptions,
} from '@gender/core/node';
import { isHidden, relativeName } from '../file-name.js';
import { isFolder } from '../folders.js';
import { splitNames } from '../split-name.js';
import { readSplitManifest } from './read-split-manifest.js';
import { SPLIT_MANIFEST } from './split-manifest.js';

/**
 * Compares the pictures of a written dataset with the hashes in `split.json`, and that with its own in
 * `<dataset>.manifest.json`, where that is there. Paths are relative to the dataset's folder.
 *
 * @throws DatasetError `DATASET_NOT_FOUND` when the folder has no manifest; FileError.
 */
export async function verifyDataset(
  folder: string,
  options: VerifyOptions = {},
): Promise<Verification> {
  const { files } = await readSplitManifest(folder);
  const manifest = await hashOfManifest(folder);
  const known = files.map(({ file, sha256 }) => [join(folder, file), sha256] as const);
  const own = manifest === undefined ? [] : [[join(folder, SPLIT_MANIFEST), manifest] as const];
  const { checked, changed, missing } = await verifyFiles([...own, ...known], options);
  const named = (path: string): string => relativeName(folder, path);
  const listed = new Set(files.map(({ file }) => file));
  return {
    checked,
    changed: changed.map(named),
    added: (await filesOfSplits(folder)).filter((file) => !listed.has(file)),
    missing: missing.map(named),
    unverified: manifest === undefined ? [SPLIT_MANIFEST] : [],
  };
}

/** The hash of `split.json` that was written down beside the dataset. */
async function hashOfManifest(folder: string): Promise<string | undefined> {
  const path = resolve(folder); // without a slash at the end
  try {
    return (await readManifest(path)).outputs?.[`${basename(path)}/${SPLIT_MANIFEST}`];
  } catch (error) {
    if (error instanceof FileError && error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Every file in the folders of the splits that is not hidden, relative to the dataset. */
async function filesOfSplits(folder: string): Promise<string[]> {
  const files: string[] = [];
  const read = async (path: string): Promise<void> => {
    for (const entry of await readdir(path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (isHidden(entry.name)) continue;
      if (entry.isDirectory()) await read(inner);
      else files.push(relativeName(folder, inner));
    }
  };
  for (const split of splitNames) {
    if (!(await isFolder(join(folder, split)))) continue; // its pictures are missing
    await read(join(folder, split)).catch((cause: unknown) => {
      throw FileError.from(join(folder, split), 'read', cause);
    });
  }
  return files.sort();
}
