import { stat } from 'node:fs/promises';
import { zip } from '../zip.js';
import { FileError } from './file-error.js';
import { sha256File } from './sha256.js';

/**
 * The files that something is made from, for its manifest. They are looked at before they are read and
 * hashed once the work is done: hours may lie between the two, and the hash must be that of what was read.
 */
export class InputFiles {
  private constructor(
    private readonly paths: readonly string[],
    private readonly before: readonly string[],
  ) {}

  /**
   * Looks at files that are about to be read.
   *
   * @throws FileError when one is not there.
   */
  static async look(paths: readonly string[]): Promise<InputFiles> {
    return new InputFiles(paths, await Promise.all(paths.map(stateOf)));
  }

  /**
   * The SHA-256 of each file by its path, as 64 hexadecimal digits.
   *
   * @throws FileError (`FILE_CHANGED`) when a file was replaced or written to since it was looked at: what
   *   was read is not what lies there now.
   */
  async hashes(): Promise<Record<string, string>> {
    const hashes: Record<string, string> = {};
    for (const [path, before] of zip(this.paths, this.before)) {
      hashes[path] = await sha256File(path);
      if ((await stateOf(path)) !== before) {
        throw new FileError(
          'FILE_CHANGED',
          `${path} was changed or replaced while it was in use, so that it is not known what was read; run again`,
        );
      }
    }
    return hashes;
  }
}

/**
 * What tells a file from the one that replaced it, whatever it is called and whoever may read it. Numbers of
 * inodes are left out: on some network drives they are others each time.
 */
async function stateOf(path: string): Promise<string> {
  try {
    const { size, mtimeNs } = await stat(path, { bigint: true });
    return `${size} bytes of ${mtimeNs}`;
  } catch (cause) {
    throw FileError.from(path, 'read', cause);
  }
}
