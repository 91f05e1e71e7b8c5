import type { TransferListItem, Worker } from 'node:worker_threads';
import type { Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { checkInput } from '../check-input.js';
import type { LoadedNetwork } from '../engine.js';
import { EngineError } from '../engine-error.js';
import { Turns } from '../turns.js';
import { releaseBusyFlag, setBusy, setIdle, type BusyFlag } from './finish-before-exit.js';
import type { SessionReply, SessionRequest } from './session-messages.js';

/** Whoever waits for the thread's answer. */
interface Waiting {
  readonly resolve: (reply: SessionReply) => void;
  readonly reject: (error: EngineError) => void;
}

/**
 * A network in a thread of its own, which gets one request at a time. The thread keeps the process
 * alive only while it owes an answer, so that a program that forgets to dispose of its networks
 * ends all the same.
 */
export class Session implements LoadedNetwork {
  readonly #worker: Worker;
  readonly #busy: BusyFlag;
  readonly #network: Network;
  readonly #outputs: readonly string[];
  readonly #turns: Turns;
  #waiting: Waiting | undefined;
  /** Why there will be no more answers. */
  #ended: EngineError | undefined;
  /** Resolves when the thread has nothing to do. */
  #idle: Promise<void> = Promise.resolve();
  #becomeIdle: () => void = () => undefined;

  /**
   * @param worker - a thread that answers each `SessionRequest` with one `SessionReply`
   * @param busy - the thread sets it idle before each reply
   * @param turns - shared by sessions that must not compute at the same time
   */
  constructor(
    worker: Worker,
    busy: BusyFlag,
    network: Network,
    outputs: readonly string[],
    turns = new Turns(),
  ) {
    this.#worker = worker;
    this.#busy = busy;
    this.#network = network;
    this.#outputs = outputs;
    this.#turns = turns;
    worker.unref();
    worker.on('message', (reply: SessionReply) => this.#answer(reply));
    worker.on('error', (cause) => this.#end(`the thread crashed: ${cause.message}`, cause));
    worker.on('exit', (code) => {
      this.#end(`the thread ended with code ${code}`);
      setIdle(busy);
      releaseBusyFlag(busy);
      this.#becomeIdle();
    });
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
   * Sends a request to the thread, after those before it were answered.
   *
   * @param transfer - buffers that go over to the thread
   * @throws EngineError (`ENGINE_FAILED`) when the thread fails, crashes or has ended.
   */
  async ask(
    request: SessionRequest,
    transfer: readonly TransferListItem[] = [],
  ): Promise<Exclude<SessionReply, { kind: 'failed' }>> {
    const reply = await this.#turns.take(() => this.#exchange(request, transfer));
    if (reply.kind === 'failed') throw this.#error(reply.message);
    return reply;
  }

  /** Fails runs without an answer, lets the thread finish the one it is at, and ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end('it was disposed of');
    await this.#idle;
    await this.#worker.terminate();
  }

  /** Gives the thread, which has nothing to do, one request, and waits until it has nothing to do again. */
  async #exchange(
    request: SessionRequest,
    transfer: readonly TransferListItem[],
  ): Promise<SessionReply> {
    if (this.#ended !== undefined) throw this.#ended;
    this.#worker.ref();
    setBusy(this.#busy);
    this.#idle = new Promise((resolve) => (this.#becomeIdle = resolve));
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting = { resolve, reject };
        this.#worker.postMessage(request, transfer);
      });
    } finally {
      await this.#idle;
    }
  }

  #answer(reply: SessionReply): void {
    this.#worker.unref();
    this.#becomeIdle();
    this.#waiting?.resolve(reply);
  }

  #end(why: string, cause?: unknown): void {
    this.#ended ??= this.#error(why, cause);
    this.#waiting?.reject(this.#ended);
  }

  #error(why: string, cause?: unknown): EngineError {
    return new EngineError('ENGINE_FAILED', `network "${this.#network.name}" cannot run: ${why}`, {
      cause,
    });
  }
}
