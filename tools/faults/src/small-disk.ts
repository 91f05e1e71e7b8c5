import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of a page: room is given and taken in these. */
const PAGE = 4096;

/** A file system in memory with as much room as is wanted; Linux, by root alone. */
export class SmallDisk implements Disposable {
  private constructor(readonly folder: string) {}

  /** @param folder - an empty folder, where it appears */
  static mount(folder: string): SmallDisk {
    execFileSync('mount', ['-t', 'tmpfs', 'gender-faults', folder]);
    return new SmallDisk(folder);
  }

  /** Leaves room for so many bytes more; without a number, for all that may come. */
  leaveRoom(bytes?: number): void {
    const size = bytes === undefined ? '50%' : String(pagesOf(this.folder) * PAGE + bytes);
    execFileSync('mount', ['-o', `remount,size=${size}`, this.folder]);
  }

  [Symbol.dispose](): void {
    execFileSync('umount', [this.folder]);
  }
}

/** Bytes that the files of a folder take on such a disk. */
export function roomOf(folder: string): number {
  return pagesOf(folder) * PAGE;
}

function pagesOf(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const pages = files.map((file) =>
    Math.ceil(lstatSync(join(file.parentPath, file.name)).size / PAGE),
  );
  return pages.reduce((sum, each) => sum + each, 0);
}
