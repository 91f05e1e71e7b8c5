/** Lets pieces of asynchronous work follow each other: each begins when the one before has ended. */
export class Turns {
  #previous: Promise<unknown> = Promise.resolve();

  /** Does `work` when all that was asked for before has ended, well or badly. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#previous.then(work);
    this.#previous = turn.catch(() => undefined);
    return turn;
  }
}
