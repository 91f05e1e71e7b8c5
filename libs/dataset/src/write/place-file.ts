import { link, readFile, writeFile } from 'node:fs/promises';
import { FileError, sha256, sha256File } from '@gender/core/node';

/** Brings a picture to a new place and returns the SHA-256 of its bytes. */
export type PlaceFile = (source: string, target: string) => Promise<string>;

/**
 * Copies the bytes.
 *
 * @throws FileError when the source cannot be read or the target not written.
 */
export const copyFile: PlaceFile = async (source, target) => {
  const bytes = await readFile(source).catch((cause: unknown) => {
    throw FileError.from(source, 'read', cause);
  });
  await writeFile(target, bytes, { flag: 'wx' }).catch((cause: unknown) => {
    throw FileError.from(target, 'write', cause);
  });
  return sha256(bytes);
};

/**
 * Makes a hard link: no bytes are copied, and both names show the same file. Copies where the file
 * system cannot link, for example to another disk.
 *
 * @throws FileError as `copyFile`.
 */
export const linkFile: PlaceFile = async (source, target) => {
  try {
    await link(source, target);
  } catch {
    return copyFile(source, target);
  }
  return sha256File(source);
};
