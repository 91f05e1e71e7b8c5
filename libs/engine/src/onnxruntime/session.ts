import type { Worker } from 'node:worker_threads';
import type { Mutex } from '@gender/core';
import { WorkerClient } from '@gender/core/node';
import type { Network } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import { checkInput } from '../check-input.js';
import type { LoadedNetwork } from '../engine.js';
import { EngineError } from '../engine-error.js';
import { releaseBusyFlag, setBusy, setIdle, type BusyFlag } from './finish-before-exit.js';
import type { SessionCalls } from './session-calls.js';
import { SharedInputs } from './shared-inputs.js';

/** A network in a thread of its own, which disposal lets finish the run that it is at. */
export class Session implements LoadedNetwork {
  readonly #client: WorkerClient<SessionCalls>;
  readonly #network: Pick<Network, 'name' | 'input'>;
  readonly #outputs: readonly string[];
  readonly #inputs = new SharedInputs();

  /**
   * @param worker - a thread that serves `SessionCalls`
   * @param busy - the thread sets it idle before each answer
   * @param mutex - shared by sessions that must not compute at the same time
   */
  constructor(
    worker: Worker,
    busy: BusyFlag,
    network: Pick<Network, 'name' | 'input'>,
    outputs: readonly string[],
    mutex?: Mutex,
  ) {
    this.#network = network;
    this.#outputs = outputs;
    this.#client = new WorkerClient(worker, {
      toError: (why, cause) => this.#error(why, cause),
      mutex,
      onBusy: () => {
        setBusy(busy);
      },
      onIdle: () => {
        setIdle(busy);
      },
      finishes: true,
    });
    worker.once('exit', () => {
      releaseBusyFlag(busy);
    });
  }

  /** @throws EngineError (`ENGINE_FAILED`) when the session cannot be created. */
  async load(...args: Parameters<SessionCalls['load']>): Promise<void> {
    const [model] = args;
    await this.#client.call('load', args, [model.buffer]);
  }

  async run(input: Float32Tensor): Promise<Float32Tensor[]> {
    checkInput(this.#network, input);
    const outputs = await this.#inputs.use(input.data, (data) =>
      this.#client.call('run', [{ shape: input.shape, data }]),
    );
    return this.#outputs.map((name) => {
      const output = outputs.get(name);
      if (output === undefined) throw this.#error(`did not compute "${name}"`);
      return tensor('float32', output.shape, output.data);
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client[Symbol.asyncDispose]();
  }

  #error(why: string, cause?: unknown): EngineError {
    return new EngineError('ENGINE_FAILED', `network "${this.#network.name}" cannot run: ${why}`, {
      cause,
    });
  }
}
