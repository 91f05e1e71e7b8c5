import { required, silentProgress, zip } from '@gender/core';
import { fileState, sha256 } from '@gender/core/node';
import { inParallel, type Listing } from '@gender/dataset';
import { withPictureFile } from '@gender/image';
import type { ListedPicture } from '../store/feature-record.js';
import { PictureIdentities } from '../store/picture-identities.js';
import { isPictureError } from './bad-pictures.js';
import type { ExtractFeaturesOptions } from './extract-options.js';

/** Which pictures a store is made of, and how they are told. */
type PicturesOptions = Pick<
  ExtractFeaturesOptions,
  'listing' | 'output' | 'verify' | 'signal' | 'progress'
>;

/** What is known of the pictures before one is read. */
export interface RecalledPictures {
  readonly identities: PictureIdentities;
  /** The SHA-256 of each, where its file is as it was when it was read. */
  readonly hashes: readonly (string | undefined)[];
}

/** Pictures whose files are looked at at once. */
const FILES_AT_ONCE = 64;

/** Looks at the files of the pictures, and reads none. */
export async function recallPictures({
  listing: { images },
  output,
  verify = false,
  signal,
}: PicturesOptions): Promise<RecalledPictures> {
  const identities = await PictureIdentities.open(output);
  if (verify) return { identities, hashes: images.map(() => undefined) };
  const hashes: (string | undefined)[] = [];
  for (let start = 0; start < images.length; start += FILES_AT_ONCE) {
    signal?.throwIfAborted();
    const some = images.slice(start, start + FILES_AT_ONCE);
    const states = some.map(({ path }) => fileState(path));
    hashes.push(...zip(some, states).map(([{ file }, state]) => identities.recall(file, state)));
  }
  return { identities, hashes };
}

/**
 * The pictures of a listing by what they hold, reading those whose files have changed since they were
 * read. One that cannot be read has no SHA-256.
 */
export async function identifyPictures(options: PicturesOptions): Promise<ListedPicture[]> {
  const { listing, progress = silentProgress, signal } = options;
  const { identities, hashes } = await recallPictures(options);
  const unknown = hashes.filter((hash) => hash === undefined).length;
  if (unknown === 0) return listPictures(listing, hashes);
  const task = progress.start({ label: 'reading pictures', unit: 'images', total: unknown });
  const identify = async (hash: string | undefined, index: number): Promise<typeof hash> => {
    if (hash !== undefined) return hash;
    signal?.throwIfAborted();
    const picture = required(listing.images[index], `picture ${index}`);
    const read = await readIdentity(picture, identities);
    task.advance(1);
    return read;
  };
  try {
    return listPictures(listing, await inParallel(hashes, identify));
  } finally {
    task.stop();
    await identities.save(listing.images);
  }
}

async function readIdentity(
  { path, file }: Listing['images'][number],
  identities: PictureIdentities,
): Promise<string | undefined> {
  const before = fileState(path);
  try {
    return await withPictureFile(path, (bytes) => {
      const hash = sha256(bytes);
      identities.note(file, hash, before, fileState(path));
      return Promise.resolve(hash);
    });
  } catch (error) {
    if (!isPictureError(error)) throw error;
    return undefined;
  }
}

/** The pictures of a listing, with what is known of what they hold. */
export function listPictures(
  { images }: Listing,
  hashes: readonly (string | undefined)[],
): ListedPicture[] {
  return zip(images, hashes).map(([{ file, label }, hash]) => ({
    ...{ file, label },
    ...(hash !== undefined && { sha256: hash }),
  }));
}
