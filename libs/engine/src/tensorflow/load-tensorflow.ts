import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { TensorFlow } from './api.js';

const require = createRequire(import.meta.url);

/**
 * Where `@tensorflow/tfjs-node` starts, or the copy of it in the folder that the environment
 * variable `GENDER_TFJS_NODE` names.
 *
 * @throws Error when there is no such package.
 */
export function locateTensorFlow(): string {
  const folder = process.env['GENDER_TFJS_NODE'];
  try {
    return require.resolve(folder === undefined ? '@tensorflow/tfjs-node' : resolve(folder));
  } catch (cause) {
    const reason =
      folder === undefined
        ? 'the optional package @tensorflow/tfjs-node is not installed (npm leaves it out where it cannot download TensorFlow)'
        : `there is no package in ${folder}, the folder in GENDER_TFJS_NODE`;
    throw new Error(reason, { cause });
  }
}

/** TensorFlow's settings where the environment says nothing: of its own messages, errors alone. */
export const quietEnvironment = { TF_CPP_MIN_LOG_LEVEL: '2' };

/**
 * Loads `@tensorflow/tfjs-node`. TensorFlow reads its settings once for each process, so `threads`
 * counts for the first call alone.
 *
 * @param threads - how many compute one operation
 * @throws Error of whatever kind the package throws when it, or its native part, is missing.
 */
export function loadTensorFlow(threads: number): TensorFlow {
  restoreRemovedFunctions();
  const path = locateTensorFlow();
  const settings = { ...quietEnvironment, ...process.env, TF_NUM_INTRAOP_THREADS: `${threads}` };
  const module = withEnvironment(settings, (): unknown => require(path));
  if (isTensorFlow(module)) return module;
  throw new TypeError(`${path} is not @tensorflow/tfjs-node`);
}

/** Enough to tell tfjs-node from other modules; its version says the rest. */
function isTensorFlow(module: unknown): module is TensorFlow {
  return typeof module === 'object' && module !== null && 'tidy' in module && 'node' in module;
}

/** Sets environment variables while `work` runs. */
function withEnvironment<T>(variables: NodeJS.ProcessEnv, work: () => T): T {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return work();
  } finally {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}

/** tfjs-node calls two functions of `node:util` that warn in Node 22 and are gone in Node 23. */
function restoreRemovedFunctions(): void {
  const isNullOrUndefined = (value: unknown): boolean => value === null || value === undefined;
  Object.assign(require('node:util'), { isArray: Array.isArray, isNullOrUndefined });
}
