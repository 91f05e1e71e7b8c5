/** What the thread of the tests of `WorkerClient` can be asked. */
export interface CountingCalls {
  /** Adds to the thread's count after some milliseconds, and returns it. */
  add(amount: number, milliseconds: number): number;
  /** Fills with the thread's count. */
  fill(memory: ArrayBuffer): ArrayBuffer;
  /** Throws, here or in the thread's own time. */
  fail(how: 'at once' | 'later' | 'a text' | 'an error with a function'): void;
  /** A result that cannot be copied. */
  giveFunction(): unknown;
  /** Ends the thread instead of answering. */
  crash(how: 'exit' | 'throw'): void;
}
