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
  /**
   * @param input - in memory of both threads: what goes back and forth counts as new memory each time, of which
   *   V8 collects garbage over and over
   * @returns the outputs of the model by name, whose memory goes over to the caller
   */
  run(input: Activation<SharedArrayBuffer>): ReadonlyMap<string, Activation>;
}

/** A float32 tensor on its way between threads. */
export interface Activation<Memory extends ArrayBufferLike = ArrayBuffer> {
  readonly shape: readonly number[];
  readonly data: Float32Array<Memory>;
}
