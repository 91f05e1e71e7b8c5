import { readFile, stat } from 'node:fs/promises';
import { FileError } from '@gender/core/node';
import { ImageError } from './image-error.js';

/** A picture's file: its path, or its bytes. */
export type PictureSource = string | Uint8Array;

/** The largest file that is read, 1 GiB: `MAX_PIXELS` at 16 bits and RGBA, uncompressed, is less. */
export const MAX_FILE_BYTES = 2 ** 30;

/**
 * The bytes of a picture and what to call it in messages.
 *
 * @throws FileError when the file cannot be read; ImageError `IMAGE_TOO_LARGE`.
 */
export async function readSource(
  source: PictureSource,
): Promise<{ bytes: Uint8Array; name: string }> {
  if (typeof source !== 'string') return { bytes: source, name: 'the picture' };
  try {
    const { size } = await stat(source);
    if (size > MAX_FILE_BYTES) {
      throw new ImageError(
        'IMAGE_TOO_LARGE',
        `${source} has ${size} bytes, more than the ${MAX_FILE_BYTES} allowed; is it a picture?`,
      );
    }
    return { bytes: await readFile(source), name: source };
  } catch (cause) {
    if (cause instanceof ImageError) throw cause;
    throw FileError.from(source, 'read', cause);
  }
}
