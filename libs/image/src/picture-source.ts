import { statSync } from 'node:fs';
import { FileError, readRegularFile } from '@gender/core/node';
import { ImageError } from './image-error.js';
import { fileBytesInFlight } from './pixel-budget.js';

/** A picture's file: its path, or its bytes. */
export type PictureSource = string | Uint8Array;

/** The largest file that is read, 1 GiB: `MAX_PIXELS` at 16 bits and RGBA, uncompressed, is less. */
export const MAX_FILE_BYTES = 2 ** 30;

/**
 * Reads the file of a picture, once, and lets `use` have its bytes. Files wait until their bytes fit
 * beside those that are held already.
 *
 * @throws FileError when the file cannot be read or is no regular file; ImageError `IMAGE_TOO_LARGE`.
 */
export async function withPictureFile<T>(
  path: string,
  use: (bytes: Uint8Array) => Promise<T>,
): Promise<T> {
  return fileBytesInFlight.run(sizeOf(path), async () => use(await readFile(path)));
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (cause) {
    throw FileError.from(path, 'read', cause);
  }
}

async function readFile(path: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(path, { maxBytes: MAX_FILE_BYTES });
  } catch (cause) {
    if (!(cause instanceof FileError) || cause.code !== 'FILE_TOO_LARGE') throw cause;
    throw new ImageError(
      'IMAGE_TOO_LARGE',
      `${path} has more than the ${MAX_FILE_BYTES} bytes allowed; is it a picture?`,
      { cause },
    );
  }
}
