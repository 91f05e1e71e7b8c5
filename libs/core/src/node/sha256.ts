import { createHash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { FileError } from './file-error.js';

/** The SHA-256 of bytes or text, as 64 hexadecimal digits. */
export function sha256(content: Uint8Array | string): string {
  return hash('sha256', content);
}

/**
 * The SHA-256 of a file, read as a stream, as 64 hexadecimal digits.
 *
 * @throws FileError when the file cannot be read.
 */
export async function sha256File(path: string): Promise<string> {
  const digest = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), digest);
  } catch (cause) {
    throw FileError.from(path, 'read', cause);
  }
  return digest.digest('hex');
}
