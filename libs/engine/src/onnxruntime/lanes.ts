import type { Float32Tensor } from '@gender/tensor';
import { required } from '@gender/core';
import type { LoadedNetwork } from '../engine.js';

/**
 * The largest file of which several sessions are made. Threads of one session wait for each other after
 * every layer: two of them take a fifth more processor time for the network face-api (23 MB) than two
 * sessions of one thread. Layers of large networks take so long that it does not show, and copies of
 * their weights take memory that does.
 */
const LARGEST_BYTES = 2 ** 25;

/** Each is a thread with a runtime of its own: of face-api's network it takes 100 MB. */
const MOST_LANES = 4;

/** How threads are divided among sessions that compute at the same time. */
export interface LaneShare {
  readonly lanes: number;
  /** Of each. */
  readonly threads: number;
}

/** One session of a large model, several of a small one. */
export function shareThreads(threads: number, modelBytes: number): LaneShare {
  if (modelBytes > LARGEST_BYTES) return { lanes: 1, threads };
  const share = Math.ceil(threads / MOST_LANES);
  return { lanes: Math.floor(threads / share), threads: share };
}

/** One network in several sessions, which take the calls in turn. */
export class Lanes implements LoadedNetwork {
  readonly #sessions: readonly LoadedNetwork[];
  #calls = 0;

  /** @param sessions - of the same network; at least one */
  constructor(sessions: readonly LoadedNetwork[]) {
    this.#sessions = sessions;
  }

  get lanes(): number {
    return this.#sessions.length;
  }

  run(input: Float32Tensor): Promise<Float32Tensor[]> {
    const session = this.#sessions[this.#calls % this.lanes];
    this.#calls += 1;
    return required(session, 'a session of the network').run(input);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session[Symbol.asyncDispose]()));
  }
}
