import type { SharedHead } from '@gender/kernels';
import { EngineError } from '../engine-error.js';
import { trainOnKernels, type KernelsCrew } from './kernels-backend.js';
import { trainerMember } from './trainer-member.js';
import type { CreateTrainer } from './trainer.js';

/**
 * Creates a trainer on the WebAssembly kernels that computes in the thread which calls it, so that a
 * page calls it in a Web Worker; `threads` has no meaning. It trains the very bytes of the one that has
 * threads of its own.
 *
 * @throws EngineError when the head cannot be trained (`ENGINE_HEAD`), an option is out of range
 *   (`ENGINE_OPTIONS`), or WebAssembly does not work here (`ENGINE_FAILED`).
 */
export const createLocalTrainer: CreateTrainer = (network, options) =>
  trainOnKernels(network, options, 1, startLocally);

async function startLocally(shared: SharedHead): Promise<KernelsCrew> {
  const member = await trainerMember(shared, 0).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('ENGINE_FAILED', `the kernels do not start: ${why}`, { cause });
  });
  return {
    all: async (name, pictures) => Promise.resolve(member[name](pictures)),
    read: async (place, memory) => Promise.resolve(member.read(place, memory)),
    write: async (place, values) => Promise.resolve(member.write(place, values)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
