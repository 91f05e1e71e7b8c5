import { SHARE_ENV, type Worker } from 'node:worker_threads';
import { startWorker } from '@gender/core/node';
import { EngineError } from '../engine-error.js';
import type {
  TensorFlowCalls,
  TensorFlowQuestion,
  TensorFlowReply,
  TensorFlowTask,
} from './task.js';
import { failure, unavailable } from './tensorflow-error.js';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: EngineError) => void;
}

/**
 * The near end of a worker thread that computes with TensorFlow, whose operations block the thread
 * that calls them. The native part of tfjs-node keeps its state for each thread apart, so several
 * such workers live side by side.
 */
export class TensorFlowWorker implements AsyncDisposable {
  readonly #worker: Worker;
  /** Those who wait, in the order in which the thread answers. */
  readonly #waiting: Waiting[] = [];
  #end: EngineError | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.unref();
    worker.on('message', (reply: TensorFlowReply) => {
      this.#settle(reply);
    });
    worker.on('error', (cause) => {
      this.#fail(failure(cause));
    });
    worker.on('exit', (code) => {
      this.#fail(failure(new Error(`its thread ended with code ${code}`)));
    });
  }

  /**
   * Starts a thread and waits until it can be asked.
   *
   * @throws EngineError when TensorFlow cannot be loaded (`ENGINE_UNAVAILABLE`) or not do what the
   *   thread is for (`ENGINE_FAILED`).
   */
  static async start(task: TensorFlowTask): Promise<TensorFlowWorker> {
    const worker = startWorker(new URL('./thread.js', import.meta.url), {
      workerData: task,
      // TensorFlow reads its settings from the environment of the process.
      env: SHARE_ENV,
      // What the packages behind it print is nobody's result.
      stdout: true,
      stderr: true,
    });
    const reply = await firstReply(worker);
    if (reply.kind === 'ready') return new TensorFlowWorker(worker);
    await worker.terminate();
    throw reply.kind === 'unavailable' ? unavailable(reply.cause) : failure(causeOf(reply));
  }

  /** Asks the thread; what is asked is copied, and questions are answered in order. */
  ask<C extends keyof TensorFlowCalls>(
    call: C,
    ...args: Parameters<TensorFlowCalls[C]>
  ): Promise<ReturnType<TensorFlowCalls[C]>> {
    return new Promise((resolve, reject) => {
      if (this.#end) throw this.#end;
      const question: TensorFlowQuestion = { call, args };
      this.#worker.postMessage(question);
      this.#waiting.push({
        resolve: (value) => {
          resolve(value as ReturnType<TensorFlowCalls[C]>);
        },
        reject,
      });
      this.#worker.ref();
    });
  }

  /** Ends the thread, even in the middle of a computation; those who wait get an error. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#fail(
      new EngineError(
        'ENGINE_FAILED',
        'tensorflow cannot go on: it was disposed of; load or create it again',
      ),
    );
    await this.#worker.terminate();
  }

  #settle(reply: TensorFlowReply): void {
    const waiting = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#worker.unref();
    if (reply.kind === 'done') waiting?.resolve(reply.value);
    else waiting?.reject(failure(causeOf(reply)));
  }

  #fail(error: EngineError): void {
    this.#end ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#end);
  }
}

/** What the thread says first; that it broke or ended counts as said. */
function firstReply(worker: Worker): Promise<TensorFlowReply> {
  return new Promise((resolve) => {
    const failed = (cause: unknown): void => {
      resolve({ kind: 'failed', cause });
    };
    worker.once('message', resolve);
    worker.once('error', failed);
    worker.once('exit', (code) => {
      failed(new Error(`its thread ended with code ${code}`));
    });
  });
}

function causeOf(reply: TensorFlowReply): unknown {
  return 'cause' in reply ? reply.cause : new Error(`an unexpected "${reply.kind}"`);
}
