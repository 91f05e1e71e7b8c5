import { unitOf, type Logger } from '@gender/core';

/** A file that was left out, and why. */
export interface LeftOutFile {
  readonly path: string;
  readonly reason: string;
}

/** So many files of a kind are named in a warning; results have them all. */
const NAMED = 100;

/** Counts what is left out of a collection, by kind, so that it can be said in one line. */
export class LeftOut {
  readonly #counts = new Map<string, number>();
  readonly #named = new Map<string, LeftOutFile[]>();

  /** @param kind - such as `.txt`, `hidden` or `without a label` */
  add(kind: string, count = 1): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + count);
  }

  /** Counts what is no regular file and keeps its name. */
  addUnusual(path: string, reason: string): void {
    this.addNamed('no regular files', path, reason);
  }

  /** Counts a file of a kind and keeps its name. */
  addNamed(kind: string, path: string, reason: string): void {
    this.add(kind);
    const named = this.#named.get(kind);
    if (named === undefined) this.#named.set(kind, [{ path, reason }]);
    else named.push({ path, reason });
  }

  /** Pipes, devices, files of malformed names and the like, which are named one by one. */
  get unusual(): LeftOutFile[] {
    return [...this.#named.values()].flat();
  }

  /** How many files of each kind were left out, most first. */
  get counts(): Record<string, number> {
    const sorted = [...this.#counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    return Object.fromEntries(sorted);
  }

  /** Says it in one line, and names what is unusual in one more for each kind. */
  warn(logger: Logger): void {
    const kinds = Object.entries(this.counts);
    const total = kinds.reduce((sum, [, count]) => sum + count, 0);
    if (total > 0) {
      const list = kinds.map(([kind, count]) => `${count} ${kind}`).join(', ');
      logger.warn(`left out ${total} ${unitOf(total, 'files')}: ${list}`);
    }
    for (const [kind, files] of this.#named) logger.warn(`${kind}: ${nameFiles(files)}`);
  }
}

/** The names of files and why they were left out, the first hundred of them. */
export function nameFiles(files: readonly LeftOutFile[]): string {
  const named = files.slice(0, NAMED).map(({ path, reason }) => `${path} (${reason})`);
  const more = files.length > NAMED ? [`and ${files.length - NAMED} more`] : [];
  return [...named, ...more].join(', ');
}
