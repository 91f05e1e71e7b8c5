import type { Sink } from '../platform/platform.js';

/** How large the memory is at first; it doubles where it is too small. */
const FIRST_BYTES = 1 << 16;

/** Keeps what is written in memory. */
export class MemorySink implements Sink {
  #memory = new Uint8Array(FIRST_BYTES);
  #length = 0;

  write(bytes: Uint8Array, position: number): Promise<void> {
    const end = position + bytes.length;
    if (end > this.#memory.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#memory.length));
      larger.set(this.#memory.subarray(0, this.#length));
      this.#memory = larger;
    }
    this.#memory.set(bytes, position);
    this.#length = Math.max(this.#length, end);
    return Promise.resolve();
  }

  /** What was written. */
  bytes(): Uint8Array {
    return this.#memory.slice(0, this.#length);
  }
}
