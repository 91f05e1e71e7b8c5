import { GenderError } from '../gender-error.js';

/** A file cannot be read or written; `code` is `FILE_NOT_FOUND`, `FILE_ACCESS`, `FILE_NO_SPACE` or `FILE_IO`. */
export class FileError extends GenderError {
  /** Turns an error of Node's file system into one clear line that names the file. */
  static from(path: string, doing: string, cause: unknown): FileError {
    const errno = (cause as NodeJS.ErrnoException).code ?? '';
    const [code, why] = reasons[errno] ?? [
      'FILE_IO',
      cause instanceof Error ? cause.message : errno,
    ];
    return new FileError(code, `cannot ${doing} ${path}: ${why}`, { cause });
  }
}

const reasons: Record<string, readonly [code: string, why: string]> = {
  ENOENT: ['FILE_NOT_FOUND', 'it does not exist; check the path'],
  ENOTDIR: ['FILE_NOT_FOUND', 'a part of the path is not a folder; check the path'],
  EISDIR: ['FILE_ACCESS', 'it is a folder; name a file'],
  EACCES: ['FILE_ACCESS', 'permission denied; check the rights of the file and its folder'],
  EPERM: ['FILE_ACCESS', 'permission denied; check the rights of the file and its folder'],
  ENOSPC: ['FILE_NO_SPACE', 'the disk is full; free some space and run again'],
};
