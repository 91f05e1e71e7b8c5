import type { TransferListItem, Worker } from 'node:worker_threads';
import type { Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { checkInput } from '../check-input.js';
import type { LoadedNetwork } from '../engine.js';
import { EngineError } from '../engine-error.js';
import type { SessionReply, SessionRequest } from './session-messages.js';

interface Pending {
  readonly resolve: (reply: SessionReply) => void;
  readonly reject: (error: EngineError) => void;
}

/**
 * A network in a thread of its own. The thread keeps the process alive only while it owes an
 * answer, so that a program that forgets to dispose of its networks ends all the same.
 */
export class Session implements LoadedNetwork {
  readonly #worker: Worker;
  readonly #network: Network;
  readonly #outputs: readonly string[];
  /** Requests without an answer, oldest first. */
  readonly #pending: Pending[] = [];
  /** Why there will be no more answers. */
  #ended: EngineError | undefined;

  /** @param worker - a thread that answers each `SessionRequest` with one `SessionReply` */
  constructor(worker: Worker, network: Network, outputs: readonly string[]) {
    this.#worker = worker;
    this.#network = network;
    this.#outputs = outputs;
    worker.unref();
    worker.on('message', (reply: SessionReply) => {
      if (this.#pending.length === 1) worker.unref();
      this.#pending.shift()?.resolve(reply);
    });
    worker.on('error', (cause) => this.#end(`the thread crashed: ${cause.message}`, cause));
    worker.on('exit', (code) => this.#end(`the thread ended with code ${code}`));
  }

  async run(input: Float32Tensor): Promise<Float32Tensor[]> {
    checkInput(this.#network, input);
    const data = new Float32Array(input.data);
    const reply = await this.ask({ kind: 'run', activation: { shape: input.shape, data } }, [
      data.buffer,
    ]);
    if (reply.kind !== 'ran') throw this.#error(`answered a run with "${reply.kind}"`);
    return this.#outputs.map((name) => {
      const output = reply.outputs.get(name);
      if (output === undefined) throw this.#error(`did not compute "${name}"`);
      return tensor('float32', output.shape, output.data);
    });
  }

  /**
   * Sends a request to the thread.
   *
   * @param transfer - buffers that go over to the thread
   * @throws EngineError (`ENGINE_FAILED`) when the thread fails, crashes or has ended.
   */
  async ask(
    request: SessionRequest,
    transfer: readonly TransferListItem[] = [],
  ): Promise<Exclude<SessionReply, { kind: 'failed' }>> {
    if (this.#ended !== undefined) throw this.#ended;
    const reply = await new Promise<SessionReply>((resolve, reject) => {
      this.#worker.ref();
      this.#pending.push({ resolve, reject });
      this.#worker.postMessage(request, transfer);
    });
    if (reply.kind === 'failed') throw this.#error(reply.message);
    return reply;
  }

  /** Ends the thread; runs that have no answer yet fail. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end('it was disposed of');
    await this.#worker.terminate();
  }

  #end(why: string, cause?: unknown): void {
    this.#ended ??= this.#error(why, cause);
    for (const { reject } of this.#pending.splice(0)) reject(this.#ended);
    this.#worker.unref();
  }

  #error(why: string, cause?: unknown): EngineError {
    return new EngineError('ENGINE_FAILED', `network "${this.#network.name}" cannot run: ${why}`, {
      cause,
    });
  }
}
