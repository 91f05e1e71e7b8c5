import { Worker, type WorkerOptions } from 'node:worker_threads';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Starts a worker thread from a module of the calling package, named by its compiled URL
 * (`new URL('./thread.js', import.meta.url)`).
 *
 * When the caller runs from TypeScript sources, only `thread.ts` exists; the worker then runs it
 * through `tsx` with the same package conditions. Published packages always hold `thread.js`.
 */
export function startWorker(module: URL, options: WorkerOptions = {}): Worker {
  if (existsSync(fileURLToPath(module))) return new Worker(module, options);
  const source = new URL(module.href.replace(/\.js$/, '.ts'));
  return new Worker(source, {
    ...options,
    execArgv: ['--conditions=@gender/source', '--import', 'tsx'],
  });
}
