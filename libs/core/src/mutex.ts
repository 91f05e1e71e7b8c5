/** Lets pieces of asynchronous work follow each other: each begins when the one before has ended. */
export class Mutex {
  #previous: Promise<unknown> = Promise.resolve();

  /** Does `work` when all that was asked for before has ended, well or badly. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const current = this.#previous.then(work);
    this.#previous = current.catch(() => undefined);
    return current;
  }
}
