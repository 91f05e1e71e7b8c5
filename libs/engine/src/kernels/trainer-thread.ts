import type { Worker } from 'node:worker_threads';
import { startWorker } from '@gender/core/node';
import type { TrainerReply, TrainerTask, TrainerThreadData } from './trainer-task.js';

interface Waiting {
  resolve(reply: TrainerReply): void;
  reject(reason: unknown): void;
}

/** The near end of a worker that runs thread-main.ts and answers one task at a time. */
export class TrainerThread {
  readonly #worker: Worker;
  #waiting: Waiting | undefined;
  readonly #ready: Promise<TrainerReply>;

  /** @param onFailure - called when the worker breaks or ends by itself */
  constructor(data: TrainerThreadData, onFailure: (cause: unknown) => void) {
    this.#worker = startWorker(new URL('./thread-main.js', import.meta.url), {
      workerData: data,
    });
    this.#ready = this.#reply();
    this.#worker.on('message', (reply: TrainerReply) => {
      this.#worker.unref();
      this.#waiting?.resolve(reply);
      this.#waiting = undefined;
    });
    this.#worker.on('error', onFailure);
    this.#worker.on('exit', (code) => onFailure(new Error(`it ended with code ${code}`)));
  }

  /** Resolves when the worker can be asked. */
  async ready(): Promise<void> {
    await this.#ready;
  }

  /** Gives the worker a task; an idle worker does not keep the process alive. */
  ask(task: TrainerTask): Promise<TrainerReply> {
    this.#worker.ref();
    this.#worker.postMessage(task, transfersOf(task));
    return this.#reply();
  }

  /** Ends the worker, even in the middle of a task, whose promise is rejected with `reason`. */
  async stop(reason: unknown): Promise<void> {
    this.#waiting?.reject(reason);
    this.#waiting = undefined;
    await this.#worker.terminate();
  }

  #reply(): Promise<TrainerReply> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }
}

/** The memory that goes over to the worker with a task. */
function transfersOf(task: TrainerTask): ArrayBuffer[] {
  if (task.kind === 'write') return [task.values.buffer];
  return task.kind === 'read' && task.memory ? [task.memory] : [];
}
