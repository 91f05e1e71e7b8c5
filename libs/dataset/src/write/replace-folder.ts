import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FileError } from '@gender/core/node';
import { isFolder } from '../folders.js';

/**
 * Writes a folder so that it appears whole or not at all: into a hidden folder beside the target,
 * which then takes the target's place. An existing target is only removed once the new one is in
 * its place. When `fill` fails, nothing changes.
 *
 * @throws FileError when the folders cannot be made or moved; errors of `fill` pass through.
 */
export async function replaceFolder(
  target: string,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  try {
    await mkdir(dirname(target), { recursive: true });
    await clearRemains(target);
    await fillAndSwap(target, fill);
  } catch (cause) {
    const isSystemError = cause instanceof Error && 'syscall' in cause;
    throw isSystemError ? FileError.from(target, 'write', cause) : cause;
  }
}

async function fillAndSwap(target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const run = `${process.pid}-${randomUUID().slice(0, 8)}`;
  const fresh = join(dirname(target), `${remainsPrefix(target)}${run}${FRESH}`);
  const replaced = join(dirname(target), `${remainsPrefix(target)}${run}${REPLACED}`);
  try {
    await mkdir(fresh);
    await fill(fresh);
    const exists = await isFolder(target);
    if (exists) await rename(target, replaced);
    await rename(fresh, target).catch(async (cause: unknown) => {
      if (exists) await rename(replaced, target);
      throw cause;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  await rm(replaced, { recursive: true, force: true });
}

const FRESH = '.part';
const REPLACED = '.old';

function remainsPrefix(target: string): string {
  return `.${basename(target)}.`;
}

/**
 * Clears up after runs that were killed: what was half made is removed, and a dataset that was set
 * aside comes back if nothing took its place.
 */
async function clearRemains(target: string): Promise<void> {
  const folder = dirname(target);
  for (const name of await readdir(folder)) {
    const kind = kindOfRemains(name, remainsPrefix(target));
    if (kind === undefined) continue;
    const path = join(folder, name);
    if (kind === REPLACED && !(await isFolder(target))) await rename(path, target);
    else await rm(path, { recursive: true, force: true });
  }
}

/** What a name in the folder of datasets is a remainder of; undefined also while its run goes on. */
function kindOfRemains(name: string, prefix: string): string | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const [, pid, kind] = /^(\d+)-[0-9a-f]{8}(\.part|\.old)$/.exec(name.slice(prefix.length)) ?? [];
  return pid !== undefined && !isRunning(Number(pid)) ? kind : undefined;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
