import type { Worker, WorkerOptions } from 'node:worker_threads';
import { FileError, startWorker } from '@gender/core/node';
import { EngineError } from './engine-error.js';

/**
 * Starts a thread from a module beside the caller, which the build has made one file.
 *
 * @param module - `new URL('./thread.mjs', import.meta.url)`
 * @throws EngineError (`ENGINE_UNAVAILABLE`) when the file is missing.
 */
export function startThread(module: URL, options: WorkerOptions): Worker {
  try {
    return startWorker(module, options);
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause;
    throw new EngineError('ENGINE_UNAVAILABLE', cause.message, { cause });
  }
}
