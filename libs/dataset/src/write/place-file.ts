import { constants } from 'node:fs';
import { copyFile as copy, link, writeFile } from 'node:fs/promises';
import { FileError, fileState, sha256 } from '@gender/core/node';
import { withPictureFile } from '@gender/image';
import type { FileReading } from '../labelled-image.js';

/**
 * Brings a picture to a new place and returns the SHA-256 of its bytes.
 *
 * @param reading - what the source held when it was read; it is not hashed again while its file is as it was
 */
export type PlaceFile = (source: string, target: string, reading?: FileReading) => Promise<string>;

/**
 * Copies the bytes. Where they were read before and the file is as it was, the system copies them, or
 * shares them where the file system can; otherwise they are read once, hashed and written.
 *
 * @throws FileError when the source cannot be read or the target not written.
 */
export const copyFile: PlaceFile = async (source, target, reading) => {
  if (recall(source, reading) === undefined) {
    return withPictureFile(source, (bytes) => writeBytes(bytes, target));
  }
  try {
    await copy(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } catch (cause) {
    throw FileError.from(target, 'write', cause);
  }
  return recall(source, reading) ?? hashFile(target);
};

/** The SHA-256 of what a file held when it was read, where the file is as it was. */
function recall(path: string, reading: FileReading | undefined): string | undefined {
  if (reading === undefined) return undefined;
  return fileState(path)?.text === reading.state ? reading.sha256 : undefined;
}

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
export const linkFile: PlaceFile = async (source, target, reading) => {
  const known = recall(source, reading); // a link changes the state
  try {
    await link(source, target);
  } catch {
    return copyFile(source, target, reading);
  }
  return known ?? hashFile(source);
};

/**
 * The SHA-256 of a picture's bytes.
 *
 * @param reading - what it held when it was read; taken where the file is as it was
 * @throws FileError when it cannot be read.
 */
export async function hashFile(path: string, reading?: FileReading): Promise<string> {
  const known = recall(path, reading);
  return known ?? withPictureFile(path, (bytes) => Promise.resolve(sha256(bytes)));
}
