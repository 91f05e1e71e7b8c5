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
    join(dirname(target), `${prefixOf(target)}${run}.${kind}`);
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
    const kind = kindOfRemains(name, basename(target));
    if (kind === undefined) continue;
    const path = join(folder, name);
    if (kind === 'old' && !(await exists(target))) await rename(path, target);
    else await rm(path, { recursive: true, force: true });
  }
}

function prefixOf(target: string): string {
  return `.${basename(target)}.`;
}

/** Software that writes a file aside may do so once more: `..<name>.<run>.part.h5.<run>.part`. */
function kindOfRemains(name: string, target: string): WorkKind | undefined {
  const extraDots = dotsBefore(name) - dotsBefore(prefixOf(target));
  if (extraDots < 0 || !name.slice(extraDots).startsWith(prefixOf(target))) return undefined;
  const groups =
    /^(?<run>(?<host>[0-9a-f]{8})-(?<pid>\d+)-[0-9a-f]{8})\.(?<kind>part|old)(?<nested>\..+)?$/.exec(
      name.slice(extraDots + prefixOf(target).length),
    )?.groups;
  if (groups?.['host'] !== host || inUse.has(String(groups['run']))) return undefined;
  const isNested = groups['nested'] !== undefined;
  if (extraDots > 0 && !isNested) return undefined; // of `.<name>`
  const pid = Number(groups['pid']);
  if (pid !== process.pid && isRunning(pid)) return undefined;
  return groups['kind'] === 'old' && !isNested ? 'old' : 'part';
}

function dotsBefore(name: string): number {
  return name.length - name.replace(/^\.+/, '').length;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
