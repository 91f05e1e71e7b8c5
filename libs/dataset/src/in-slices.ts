import { setImmediate } from 'node:timers/promises';
import { silentProgress, type ProgressReporter, type ProgressTaskOptions } from '@gender/core';

/** For so long the event loop waits, in milliseconds: progress and Ctrl-C stay alive. */
const SLICE = 10;

/**
 * Does `work` for every item in turn, and lets the event loop run every 10 ms; the results are in
 * the order of the items. For small files: read, hashed and written by synchronous calls they cost
 * a fifth of what the same through promises does, where each call waits for a thread.
 */
export async function inSlices<T, R>(
  items: Iterable<T>,
  work: (item: T, index: number) => R,
): Promise<R[]> {
  const results: R[] = [];
  let end = performance.now() + SLICE;
  for (const item of items) {
    if (performance.now() > end) {
      await setImmediate();
      end = performance.now() + SLICE;
    }
    results.push(work(item, results.length));
  }
  return results;
}

/** How long work tells how far it is, and how it is ended. */
export interface Reporting {
  readonly progress?: ProgressReporter | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What work that takes long is called, and what its items are. */
export type Reported = Pick<ProgressTaskOptions, 'label' | 'unit' | 'total'>;

/**
 * As `inSlices`, for work that takes long: with progress, and an end where the signal says so.
 *
 * @throws the reason of the signal.
 */
export async function inReportedSlices<T, R>(
  what: Reported,
  items: Iterable<T>,
  { progress = silentProgress, signal }: Reporting,
  work: (item: T, index: number) => R,
): Promise<R[]> {
  const task = progress.start(what);
  try {
    return await inSlices(items, (item, index) => {
      signal?.throwIfAborted();
      task.advance(1);
      return work(item, index);
    });
  } finally {
    task.stop();
  }
}
