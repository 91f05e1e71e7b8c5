import { rename, rm, stat } from 'node:fs/promises';
import { FileError } from '@gender/core/node';
import { recordPath } from './feature-record.js';

/** The rows that a run has computed so far; becomes the store when they are all that it needs. */
export function partialPath(path: string): string {
  return `${path}.partial`;
}

/** Which picture each row of the partial store belongs to, a line for each. */
export function journalPath(path: string): string {
  return `${partialPath(path)}.jsonl`;
}

/** A store that is written anew, from rows of others. */
export function nextPath(path: string): string {
  return `${path}.next`;
}

/** The record of a finished file that waits to become the store; its presence is the decision. */
export function decisionPath(aside: string): string {
  return `${aside}.done.json`;
}

/**
 * Puts a finished store and its record in the place of those at `path`, and removes what is left
 * of the work. Does nothing where no file is finished; completes what a killed run had begun.
 *
 * @throws FileError when a file cannot be renamed.
 */
export async function installStore(path: string): Promise<void> {
  for (const aside of [partialPath(path), nextPath(path)]) {
    if (!(await exists(decisionPath(aside)))) continue;
    try {
      await rm(recordPath(path), { force: true });
      if (await exists(aside)) await rename(aside, path);
      await rename(decisionPath(aside), recordPath(path));
      await removeWork(path);
    } catch (cause) {
      throw FileError.from(path, 'write', cause);
    }
  }
}

/** Removes the work on the store at `path` that is of no use, once the store is what it should be. */
export async function removeWork(path: string): Promise<void> {
  for (const left of workPaths(path)) await rm(left, { force: true });
}

/** Whether there is work on the store at `path`: of a run that goes on, or was killed. */
export async function hasWork(path: string): Promise<boolean> {
  const found = await Promise.all(workPaths(path).map(exists));
  return found.includes(true);
}

function workPaths(path: string): string[] {
  return [partialPath(path), journalPath(path), nextPath(path)];
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
