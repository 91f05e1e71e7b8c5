import { required } from '@gender/core';
import { WorkerClient, type CallResult } from '@gender/core/node';
import type { SharedHead } from '@gender/kernels';
import { EngineError } from '../engine-error.js';
import { startThread } from '../start-thread.js';
import type { TrainerCalls, TrainerThreadData } from '../trainer/trainer-calls.js';

/** The threads of a trainer. When one of them fails, all of them end, for they wait for each other. */
export class TrainerCrew implements AsyncDisposable {
  readonly #threads: readonly WorkerClient<TrainerCalls>[];
  #failure: EngineError | undefined;

  private constructor(head: SharedHead) {
    this.#threads = Array.from({ length: head.threads }, (_, member) => {
      const workerData: TrainerThreadData = { head, member };
      const worker = startThread(new URL('./thread-main.mjs', import.meta.url), { workerData });
      return new WorkerClient(worker, { toError: (why, cause) => this.#fail(why, cause) });
    });
  }

  /**
   * Starts the threads of a head and waits until they take part.
   *
   * @throws EngineError (`ENGINE_FAILED`) when a thread cannot start.
   */
  static async start(head: SharedHead): Promise<TrainerCrew> {
    const crew = new TrainerCrew(head);
    await Promise.all(crew.#threads.map((thread) => thread.call('join', [])));
    return crew;
  }

  /**
   * Lets all threads compute; resolves when all are done. One call at a time.
   *
   * @throws EngineError (`ENGINE_FAILED`) when a thread fails or the crew has ended.
   */
  async all(name: 'train' | 'predict', pictures: number): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.call(name, [pictures])));
  }

  /**
   * Asks one thread alone.
   *
   * @param memory - goes over to the thread
   * @throws EngineError (`ENGINE_FAILED`) when the thread fails or the crew has ended.
   */
  async one<Name extends keyof TrainerCalls>(
    name: Name,
    args: Parameters<TrainerCalls[Name]>,
    memory?: ArrayBuffer,
  ): Promise<CallResult<TrainerCalls, Name>> {
    const first = required(this.#threads[0], 'the first thread of a trainer');
    return first.call(name, args, memory ? [memory] : []);
  }

  /** Ends the threads, even in the middle of a step; calls under way are rejected. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#failure ??= new EngineError(
      'ENGINE_FAILED',
      'the trainer was disposed of; create another',
    );
    await this.#end();
  }

  #fail(why: string, cause: unknown): EngineError {
    if (this.#failure) return this.#failure;
    this.#failure = new EngineError(
      'ENGINE_FAILED',
      `a thread of the trainer failed: ${why}; its weights are lost, create another trainer`,
      { cause },
    );
    void this.#end();
    return this.#failure;
  }

  async #end(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread[Symbol.asyncDispose]()));
  }
}
