import { createHash, randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isRunning } from './process-identity.js';

/** `part`: what is being written; `old`: what a whole successor is about to replace. */
type WorkKind = 'part' | 'old';

/** Names of this process that are in use; another process with the same id cannot be running. */
const inUse = new Set<string>();

/** Process ids mean something on their own machine only. */
const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** A pair of hidden names beside a file or folder, which belong to this process until `release`. */
export interface WorkNames {
  readonly part: string;
  readonly old: string;
  release(): void;
}

/**
 * Names for work on `target`: `.<name>.<machine>-<process>-<random>.part` and `.old`, in its folder,
 * so that a later run sees whose they are.
 */
export function workNames(target: string): WorkNames {
  const run = `${host}-${process.pid}-${randomUUID().slice(0, 8)}`;
  inUse.add(run);
  const name = (kind: WorkKind): string =>
    join(dirname(target), `.${basename(target)}.${run}.${kind}`);
  return { part: name('part'), old: name('old'), release: () => inUse.delete(run) };
}

/**
 * Clears up what killed processes of this machine left beside `target`: what was half written is
 * removed, and what was set aside comes back if nothing took its place. The work of a living
 * process, and of other machines that share the folder, stays.
 */
export async function clearRemains(target: string): Promise<void> {
  const folder = dirname(target);
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const work = namedWork(name);
    if (work?.target !== basename(target) || !work.isLeft) continue;
    const path = join(folder, name);
    if (work.kind === 'old' && !(await exists(target))) await rename(path, target);
    else await rm(path, { recursive: true, force: true });
  }
}

/** The name of the file or folder that a killed process of this machine left `name` beside, if it did. */
export function remainsOf(name: string): string | undefined {
  const work = namedWork(name);
  return work?.isLeft === true ? work.target : undefined;
}

/** What a name beside a file or folder tells of unfinished work on it. */
interface NamedWork {
  /** The name of the file or folder. */
  readonly target: string;
  readonly kind: WorkKind;
  /** Whether it is of a process of this machine that has ended. */
  readonly isLeft: boolean;
}

const runs = /\.(?<run>(?<host>[0-9a-f]{8})-(?<pid>\d+)-[0-9a-f]{8})\.(?<kind>part|old)(?=\.|$)/g;

/** Software that writes a file aside may do so once more: `..<name>.<run>.part.h5.<run>.part`. */
function namedWork(name: string): NamedWork | undefined {
  const [first, ...nested] = name.matchAll(runs);
  const groups = first?.groups;
  if (first === undefined || groups === undefined) return undefined;
  const dots = '.'.repeat(1 + nested.length);
  const target = name.slice(dots.length, first.index);
  if (!name.startsWith(dots) || target === '') return undefined;
  const pid = Number(groups['pid']);
  const isOurs = pid === process.pid && inUse.has(String(groups['run']));
  const isAlive = isOurs || (pid !== process.pid && isRunning(pid));
  const kind = groups['kind'] === 'old' && nested.length === 0 ? 'old' : 'part';
  return { target, kind, isLeft: groups['host'] === host && !isAlive };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
