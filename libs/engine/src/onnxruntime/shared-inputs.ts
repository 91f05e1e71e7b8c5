/** As many inputs are laid out for a thread: that of the call that it is at, and of the next. */
const LAID_OUT = 2;

/**
 * Memory that a thread reads inputs from, used again and again: V8 does not see how much memory is shared, and would let
 * that of a hundred calls lie until it looks for other garbage.
 */
export class SharedInputs {
  readonly #free = Array.from({ length: LAID_OUT }, () => new SharedArrayBuffer(0));
  readonly #waiting: ((memory: SharedArrayBuffer) => void)[] = [];

  /**
   * Does `work` with a copy of an input, after earlier work where all memory is in use.
   *
   * @param data - copied before anything is waited for
   */
  async use<T>(
    data: Float32Array,
    work: (shared: Float32Array<SharedArrayBuffer>) => Promise<T>,
  ): Promise<T> {
    const free = this.#free.pop();
    const source = free === undefined ? data.slice() : data;
    let memory =
      free ?? (await new Promise<SharedArrayBuffer>((resolve) => this.#waiting.push(resolve)));
    if (memory.byteLength < source.byteLength) memory = new SharedArrayBuffer(source.byteLength);
    const shared = new Float32Array(memory, 0, source.length);
    shared.set(source);
    try {
      return await work(shared);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(memory);
      else next(memory);
    }
  }
}
