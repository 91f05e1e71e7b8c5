import { link, writeFile } from 'node:fs/promises';
import { FileError, sha256 } from '@gender/core/node';
import { withPictureFile } from '@gender/image';

/** Brings a picture to a new place and returns the SHA-256 of its bytes. */
export type PlaceFile = (source: string, target: string) => Promise<string>;

/**
 * Copies the bytes, which are read once.
 *
 * @throws FileError when the source cannot be read or the target not written.
 */
export const copyFile: PlaceFile = (source, target) =>
  withPictureFile(source, (bytes) => writeBytes(bytes, target));

/**
 * Writes bytes to a new place and returns their SHA-256.
 *
 * @throws FileError when the target cannot be written.
 */
export async function writeBytes(bytes: Uint8Array, target: string): Promise<string> {
  try {
    await writeFile(target, bytes, { flag: 'wx' });
  } catch (cause) {
    throw FileError.from(target, 'write', cause);
  }
  return sha256(bytes);
}

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
  return hashFile(source);
};

/**
 * The SHA-256 of a picture's bytes.
 *
 * @throws FileError when it cannot be read.
 */
export function hashFile(path: string): Promise<string> {
  return withPictureFile(path, (bytes) => Promise.resolve(sha256(bytes)));
}
