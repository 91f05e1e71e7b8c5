import { SHARE_ENV } from 'node:worker_threads';
import { WorkerClient } from '@gender/core/node';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { startThread } from '../start-thread.js';
import type { TensorFlowCalls } from './calls.js';
import { failure, unavailable } from './tensorflow-error.js';

/**
 * Starts a worker thread that computes with TensorFlow, whose operations block the thread that calls
 * them. The native part of tfjs-node keeps its state for each thread apart, so several such threads
 * live side by side.
 *
 * @param threads - in TensorFlow's pool for the process; the first call settles it
 * @param prepare - the first calls of the thread, before it is used
 * @throws EngineError when TensorFlow cannot be loaded (`ENGINE_UNAVAILABLE`) or `prepare` fails.
 */
export async function startTensorFlow(
  threads: number,
  prepare: (client: WorkerClient<TensorFlowCalls>) => Promise<void>,
): Promise<WorkerClient<TensorFlowCalls>> {
  let toError = unavailable;
  const worker = startThread(new URL('./thread.mjs', import.meta.url), {
    // TensorFlow reads its settings from the environment of the process.
    env: SHARE_ENV,
    // What the packages behind it print is nobody's result.
    stdout: true,
    stderr: true,
  });
  const client = new WorkerClient<TensorFlowCalls>(worker, {
    toError: (why, cause) => toError(cause ?? why),
  });
  try {
    await client.call('load', [threads]);
    toError = failure;
    await prepare(client);
    return client;
  } catch (cause) {
    await client[Symbol.asyncDispose]();
    throw cause;
  }
}

/**
 * A copy in memory of its own. A message to another thread would carry along the whole buffer
 * under a part of it, and would not copy shared memory.
 */
export function copyOf({ shape, data }: Float32Tensor): Float32Tensor {
  return tensor('float32', shape, new Float32Array(data));
}
