import type { InferenceSession } from 'onnxruntime-node';
import type { BusyFlag } from './finish-before-exit.js';
import type { RuntimeName } from './runtime.js';

/** What a session's thread knows from its start. */
export interface SessionThreadData {
  readonly busy: BusyFlag;
  readonly runtime: RuntimeName;
}

/** What a session's thread is asked, one request at a time; every request gets one reply. */
export type SessionRequest = LoadRequest | RunRequest;

/** The first request: create the session. */
export interface LoadRequest {
  readonly kind: 'load';
  readonly threads: number;
  readonly options: InferenceSession.SessionOptions;
  /** An ONNX file, whose memory goes over to the thread. */
  readonly model: Uint8Array<ArrayBuffer>;
}

export interface RunRequest {
  readonly kind: 'run';
  readonly activation: Activation;
}

export type SessionReply =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'ran'; readonly outputs: ReadonlyMap<string, Activation> }
  | { readonly kind: 'failed'; readonly message: string };

/** A float32 tensor on its way between threads. */
export interface Activation {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}
