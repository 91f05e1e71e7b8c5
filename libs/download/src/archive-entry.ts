import { posix } from 'node:path';
import { DownloadError } from './download-error.js';

/**
 * What is asked of an entry. `tar` has a type for it, which the declarations of this package must not
 * need: those behind it do not check with Node 20's.
 */
export interface ArchiveEntry {
  readonly path: string;
  readonly type: string;
  readonly size: number;
  readonly linkpath?: string | undefined;
  mode?: number | undefined;
}

/** How much an archive may hold. */
export interface ArchiveLimits {
  /** Files, folders and links. @default 1_000_000 */
  readonly entries: number;
  /** Bytes of all files together, unpacked. @default 64 GiB */
  readonly bytes: number;
}

/** Thirty times the images of the full download in number, and about ten times in size. */
export const defaultLimits: ArchiveLimits = { entries: 1_000_000, bytes: 64 * 2 ** 30 };

/** Bytes of one name in a path: what the file systems of Linux, macOS and Windows take. */
const LONGEST_NAME = 255;

const fileTypes = new Set(['File', 'OldFile', 'ContiguousFile']);
const folderTypes = new Set(['Directory', 'GNUDumpDir']);

/** Checks the entries of one archive, one after the other, and remembers what they add up to. */
export class EntryGuard {
  #entries = 0;
  #bytes = 0;
  readonly #files = new Set<string>();

  constructor(
    private readonly archive: string,
    private readonly limits: ArchiveLimits,
  ) {}

  /** Files let through so far. */
  get files(): number {
    return this.#files.size;
  }

  /** Bytes of the files let through so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Lets an entry through that will be written, and takes from it any mode but plain reading and
   * writing, so that nothing becomes executable or privileged.
   *
   * @returns true
   * @throws DownloadError when it would leave the folder, is no file, folder or link, or is too much.
   */
  admit(entry: ArchiveEntry): true {
    this.checkPath(entry);
    this.#entries += 1;
    const isFile = fileTypes.has(entry.type);
    if (isFile) this.#bytes += entry.size;
    if (this.#entries > this.limits.entries || this.#bytes > this.limits.bytes) {
      const { entries, bytes } = this.limits;
      throw new DownloadError(
        'ARCHIVE_LIMIT',
        `${this.archive} unpacks to more than ${entries} entries or ${bytes} bytes; check where it comes from, or raise the limits`,
      );
    }
    entry.mode = folderTypes.has(entry.type) ? 0o777 : 0o666;
    if (isFile) this.#files.add(posix.normalize(entry.path));
    if (entry.type === 'Link') this.checkHardLink(entry);
    if (entry.type === 'SymbolicLink') this.checkSymbolicLink(entry);
    return true;
  }

  /**
   * Checks an entry that will not be written: an archive that holds one bad entry is not trusted.
   *
   * @returns true
   * @throws DownloadError when the path leaves the folder or has a name that no file can have, or the
   *   type is none that files have.
   */
  checkPath(entry: ArchiveEntry): true {
    if (leavesFolder(entry.path)) throw this.unsafe(entry, 'the path leaves the folder');
    this.checkNames(entry);
    const isLink = entry.type === 'Link' || entry.type === 'SymbolicLink';
    if (isLink || fileTypes.has(entry.type) || folderTypes.has(entry.type)) return true;
    throw this.unsafe(entry, `it is a ${entry.type}, expected a file, folder or link`);
  }

  private checkNames({ path }: ArchiveEntry): void {
    const long = path.split('/').find((name) => Buffer.byteLength(name) > LONGEST_NAME);
    if (long === undefined) return;
    throw new DownloadError(
      'ARCHIVE_LIMIT',
      `${this.archive} cannot be unpacked: the name of entry ${path.slice(0, 60)}… has ${Buffer.byteLength(long)} bytes, at most ${LONGEST_NAME} are possible; check where the archive comes from`,
    );
  }

  /** A hard link gives a second name to a file that this archive itself has brought. */
  private checkHardLink(entry: ArchiveEntry): void {
    if (entry.linkpath && this.#files.has(posix.normalize(entry.linkpath))) return;
    throw this.unsafe(entry, `it is a link to ${entry.linkpath}, no file unpacked before it`);
  }

  /**
   * A symbolic link may go up only at its start, through real folders, and never above the root:
   * `a/../..` could pass through another link, whose parent lies elsewhere.
   */
  private checkSymbolicLink(entry: ArchiveEntry): void {
    const { linkpath: linkPath = '' } = entry;
    const target = posix.join(posix.dirname(entry.path), linkPath);
    const descended = linkPath.replace(/^(\.\.?(\/|$))+/, '');
    const safe =
      linkPath !== '' && !isAbsolute(linkPath) && !leavesFolder(target) && !leavesFolder(descended);
    if (!safe) throw this.unsafe(entry, `it is a link to ${linkPath}, outside the folder`);
  }

  private unsafe({ path }: ArchiveEntry, why: string): DownloadError {
    return new DownloadError(
      'ARCHIVE_UNSAFE',
      `${this.archive} is not safe to unpack: entry ${path}: ${why}; nothing was unpacked, check where the archive comes from`,
    );
  }
}

function isAbsolute(path: string): boolean {
  return /^([/\\]|[a-z]:)/i.test(path);
}

function leavesFolder(path: string): boolean {
  return isAbsolute(path) || path.split(/[/\\]/).includes('..');
}
