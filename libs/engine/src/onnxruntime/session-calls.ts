import type { InferenceSession } from 'onnxruntime-node';
import type { BusyFlag } from './finish-before-exit.js';
import type { RuntimeName } from './runtime.js';

/** What a session's thread knows from its start. */
export interface SessionThreadData {
  readonly busy: BusyFlag;
  readonly runtime: RuntimeName;
}

/** What a session's thread can be asked: to create the session, then to run it. */
export interface SessionCalls {
  /**
   * @param model - an ONNX file, whose memory goes over to the thread
   * @param threads - that compute
   */
  load(
    model: Uint8Array<ArrayBuffer>,
    threads: number,
    options: InferenceSession.SessionOptions,
  ): void;
  /** @param input - whose memory goes over to the thread, and comes back */
  run(input: Activation): RunResult;
}

/** What a run gives. */
export interface RunResult {
  /** The outputs of the model by name. */
  readonly outputs: ReadonlyMap<string, Activation>;
  /** The elements of the input: new memory for each run would have to be cleared, and collected. */
  readonly memory: Float32Array<ArrayBuffer>;
}

/** A float32 tensor on its way between threads. */
export interface Activation {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}
