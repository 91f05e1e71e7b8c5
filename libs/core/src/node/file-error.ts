import * as z from 'zod';
import { GenderError } from '../gender-error.js';

/** What is wrong with a file. */
export type FileErrorCode =
  /** The file, or a folder on its path, does not exist. */
  | 'FILE_NOT_FOUND'
  /** It may not be read or written, or it is no regular file. */
  | 'FILE_ACCESS'
  /** It has more bytes than are read. */
  | 'FILE_TOO_LARGE'
  /** The disk is full. */
  | 'FILE_NO_SPACE'
  /** Another process worked on it at the same time. */
  | 'FILE_LOCK_LOST'
  /** It was changed or replaced between being read and being hashed. */
  | 'FILE_CHANGED'
  /** Anything else that the system reports. */
  | 'FILE_IO';

/** A file cannot be read or written. */
export class FileError extends GenderError<FileErrorCode> {
  override readonly name = 'FileError';

  /** Turns an error of Node's file system into one clear line that names the file. */
  static from(path: string, doing: string, cause: unknown): FileError {
    const known = reasons[errnoOf(cause)];
    const [code, reason] = known ?? (['FILE_IO', reasonOf(cause)] as const);
    return new FileError(code, `cannot ${doing} ${path}: ${reason}`, { cause });
  }
}

/** Why something failed, in one line; of a schema what does not fit it. */
export function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : message;
  return reason.replaceAll(/\s*\n\s*/g, ' ');
}

/** The system's name of an error, such as `ENOENT`; `unknown` for what has none. */
function errnoOf(cause: unknown): string {
  const hasCode = typeof cause === 'object' && cause !== null && 'code' in cause;
  return hasCode ? String(cause.code) : 'unknown';
}

/** Whether an error comes from a call of Node's file system. */
export function isFileSystemError(cause: unknown): cause is NodeJS.ErrnoException {
  return cause instanceof Error && 'errno' in cause && 'syscall' in cause;
}

const permission = 'permission denied; check the rights of the file and its folder';
const reasons: Record<string, readonly [code: FileErrorCode, reason: string]> = {
  ENOENT: ['FILE_NOT_FOUND', 'it does not exist; check the path'],
  ENOTDIR: ['FILE_NOT_FOUND', 'a part of the path is not a folder; check the path'],
  EISDIR: ['FILE_ACCESS', 'it is a folder; name a file'],
  ELOOP: ['FILE_ACCESS', 'it is a link in a circle; name a file'],
  EACCES: ['FILE_ACCESS', permission],
  EPERM: ['FILE_ACCESS', permission],
  EROFS: ['FILE_ACCESS', 'the file system is read-only; name another folder'],
  ENOSPC: ['FILE_NO_SPACE', 'the disk is full; free some space and run again'],
  EDQUOT: ['FILE_NO_SPACE', 'the quota of this user is used up; free some space and run again'],
  EMFILE: ['FILE_IO', 'too many files are open in this process; raise the limit (ulimit -n)'],
  ENFILE: ['FILE_IO', 'too many files are open on this machine; close some programs'],
  ENAMETOOLONG: ['FILE_ACCESS', 'its name is too long for this file system; choose a shorter one'],
};
