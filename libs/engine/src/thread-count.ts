import { availableParallelism } from 'node:os';
import { EngineError } from './engine-error.js';

const cores = availableParallelism();

/**
 * The largest number of threads here: four for each core, and 16 at least. More of them only wait
 * for each other, without an end when there are thousands.
 */
export const maxThreads: number = Math.max(16, 4 * cores);

/**
 * How many threads compute, the number of available cores where nothing is said.
 *
 * @throws EngineError (`ENGINE_OPTIONS`) unless so many can compute here.
 */
export function threadsOf({ threads = cores }: { threads?: number | undefined } = {}): number {
  checkThreads(threads);
  return threads;
}

/** @throws EngineError (`ENGINE_OPTIONS`) unless so many threads can compute here. */
export function checkThreads(threads: number): void {
  if (Number.isSafeInteger(threads) && threads >= 1 && threads <= maxThreads) return;
  throw new EngineError(
    'ENGINE_OPTIONS',
    `threads is ${threads}; it must be an integer from 1 to ${maxThreads} on this machine with ${cores} cores`,
  );
}
