import { FileError, readRegularFile } from '@gender/core/node';

/** A file in which a run keeps what it has done. */
export interface KeptFile<T> {
  readonly maxBytes: number;
  /** What is given where there is no file. */
  readonly absent: T;
  /** @throws anything, with a message that says why the text is not what was kept. */
  readonly parse: (text: string) => T;
  /** What a run does without the file. */
  readonly without: string;
}

/**
 * Reads what an earlier run has kept.
 *
 * @throws FileError when the file cannot be read, or holds something else.
 */
export async function readKept<T>(
  path: string,
  { maxBytes, absent, parse, without }: KeptFile<T>,
): Promise<T> {
  const bytes = await readRegularFile(path, { maxBytes }).catch((cause: unknown) => {
    if (cause instanceof FileError && cause.code === 'FILE_NOT_FOUND') return undefined;
    throw cause;
  });
  if (bytes === undefined) return absent;
  try {
    return parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    const { message, code } = FileError.from(path, 'read', cause);
    throw new FileError(code, `${message}; delete it, and ${without}`, { cause });
  }
}
