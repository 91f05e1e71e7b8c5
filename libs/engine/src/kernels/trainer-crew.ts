import type { SharedHead } from '@gender/kernels';
import { EngineError } from '../engine-error.js';
import { TrainerThread } from './trainer-thread.js';
import type { TrainerReply, TrainerTask } from './trainer-task.js';

/** The threads of a trainer. When one of them fails, all of them end, for they wait for each other. */
export class TrainerCrew {
  readonly #threads: TrainerThread[];
  #failure: EngineError | undefined;

  private constructor(head: SharedHead) {
    this.#threads = Array.from(
      { length: head.threads },
      (_, member) => new TrainerThread({ head, member }, (cause) => this.#fail(cause)),
    );
  }

  /**
   * Starts the threads of a head and waits until they are ready.
   *
   * @throws EngineError (`ENGINE_FAILED`) when a thread cannot start.
   */
  static async start(head: SharedHead): Promise<TrainerCrew> {
    const crew = new TrainerCrew(head);
    await Promise.all(crew.#threads.map((thread) => thread.ready()));
    return crew;
  }

  /**
   * Gives a task to all threads; resolves when all are done. One task at a time.
   *
   * @throws EngineError (`ENGINE_FAILED`) when a thread fails or the crew has ended.
   */
  async all(task: TrainerTask): Promise<void> {
    await Promise.all(this.#threads.map((thread) => this.#ask(thread, task)));
  }

  /** Gives a task to one thread alone; its `values` are transferred. */
  async one(task: TrainerTask): Promise<TrainerReply> {
    const [thread] = this.#threads;
    if (!thread) throw new RangeError('a crew without threads was started');
    return this.#ask(thread, task);
  }

  /** Ends the threads; tasks under way are rejected. */
  async end(): Promise<void> {
    this.#failure ??= new EngineError(
      'ENGINE_FAILED',
      'the trainer was disposed of; create another',
    );
    await this.#stop(this.#failure);
  }

  async #ask(thread: TrainerThread, task: TrainerTask): Promise<TrainerReply> {
    if (this.#failure) throw this.#failure;
    return thread.ask(task);
  }

  #fail(cause: unknown): void {
    const problem = cause instanceof Error ? cause.message : String(cause);
    this.#failure ??= new EngineError(
      'ENGINE_FAILED',
      `a thread of the trainer failed: ${problem}; its weights are lost, create another trainer`,
      { cause },
    );
    void this.#stop(this.#failure);
  }

  async #stop(reason: EngineError): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop(reason)));
  }
}
