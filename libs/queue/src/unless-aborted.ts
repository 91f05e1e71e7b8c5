import { once } from 'node:events';

/**
 * What a promise comes to, unless a signal is aborted before: commands to a server wait while the
 * connection to it is lost, and an interruption does not.
 *
 * @throws the reason of the signal
 */
export async function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return promise;
  promise.catch(() => undefined);
  signal.throwIfAborted();
  const done = new AbortController();
  const aborted = once(signal, 'abort', { signal: done.signal });
  aborted.catch(() => undefined);
  try {
    await Promise.race([promise, aborted]);
    signal.throwIfAborted();
    return await promise;
  } finally {
    done.abort();
  }
}
