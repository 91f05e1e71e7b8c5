import { linkSync, readFileSync, writeFileSync } from 'node:fs';
import { FileError, sha256 } from '@gender/core/node';

/** Brings a picture to a new place and returns the SHA-256 of its bytes. */
export type PlaceFile = (source: string, target: string) => string;

/**
 * Copies the bytes.
 *
 * @throws FileError when the source cannot be read or the target not written.
 */
export const copyFile: PlaceFile = (source, target) => {
  const bytes = readPicture(source);
  try {
    writeFileSync(target, bytes, { flag: 'wx' });
  } catch (cause) {
    throw FileError.from(target, 'write', cause);
  }
  return sha256(bytes);
};

/**
 * Makes a hard link: no bytes are copied, and both names show the same file. Copies where the file
 * system cannot link, for example to another disk.
 *
 * @throws FileError as `copyFile`.
 */
export const linkFile: PlaceFile = (source, target) => {
  try {
    linkSync(source, target);
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
export function hashFile(path: string): string {
  return sha256(readPicture(path));
}

function readPicture(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw FileError.from(path, 'read', cause);
  }
}
