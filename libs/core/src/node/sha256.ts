import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { FileError } from './file-error.js';

/** The SHA-256 of bytes or text, as 64 hexadecimal digits. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * The SHA-256 of a file, read as a stream, as 64 hexadecimal digits.
 *
 * @throws FileError when the file cannot be read.
 */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  } catch (cause) {
    throw FileError.from(path, 'read', cause);
  }
  return hash.digest('hex');
}
