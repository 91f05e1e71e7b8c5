import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a worker thread from a module of the calling package, named by its compiled URL
 * (`new URL('./thread.js', import.meta.url)`).
 *
 * When the caller runs from TypeScript sources, only `thread.ts` exists; the worker then runs it
 * through `tsx` with the same package conditions. Published packages always hold `thread.js`.
 */
export function startWorker(module: URL, options: WorkerOptions = {}): Worker {
  if (existsSync(fileURLToPath(module))) return new Worker(module, options);
  return new Worker(runThroughTsx(module.href.replace(/\.js$/, '.ts')), {
    ...options,
    eval: true,
    execArgv: ['--conditions=@gender/source'],
  });
}

/** A script for the worker: `--import tsx` would register with the main thread only (Node 20). */
function runThroughTsx(module: string): string {
  const url = JSON.stringify(module);
  return `require('node:module').register('tsx/esm', ${url}, { data: {} }); import(${url});`;
}
