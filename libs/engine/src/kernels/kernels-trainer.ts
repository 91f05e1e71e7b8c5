import type { SharedHead } from '@gender/kernels';
import { threadsOf } from '../thread-count.js';
import { trainOnKernels, type KernelsCrew } from '../trainer/kernels-backend.js';
import type { CreateTrainer } from '../trainer/trainer.js';
import { TrainerCrew } from './trainer-crew.js';

/**
 * Creates a trainer on the WebAssembly kernels, in worker threads of its own; needs three times the
 * memory of the weights. The trained bytes are the same for every number of threads.
 *
 * @throws EngineError when the head cannot be trained (`ENGINE_HEAD`), an option is out of range
 *   (`ENGINE_OPTIONS`) or the threads or their memory cannot be had (`ENGINE_FAILED`).
 */
export const createTrainer: CreateTrainer = async (network, options) =>
  trainOnKernels(network, options, threadsOf(options), startThreads);

async function startThreads(shared: SharedHead): Promise<KernelsCrew> {
  const crew = await TrainerCrew.start(shared);
  return {
    all: (name, pictures) => crew.all(name, pictures),
    read: (place, memory) => crew.one('read', [place, memory], memory),
    write: (place, values) => crew.one('write', [place, values], values.buffer),
    [Symbol.asyncDispose]: () => crew[Symbol.asyncDispose](),
  };
}
