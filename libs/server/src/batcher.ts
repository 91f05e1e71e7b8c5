import { zip } from '@gender/core';
import { ServerError } from './server-error.js';

export interface BatcherOptions<Item, Answer> {
  /** Answers a batch, in its order. */
  readonly run: (items: readonly Item[]) => Promise<readonly Answer[]>;
  /** The most items of a batch. */
  readonly batchSize: number;
  /** Batches that run at once, so that one is decoded while another is computed. */
  readonly lanes: number;
  /** The most items that wait. */
  readonly capacity: number;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly answer: (answer: Answer) => void;
  readonly fail: (reason: unknown) => void;
}

/**
 * Puts the items of many requests together into batches. A batch takes whatever waits once a lane is free, and none
 * waits for others to come: alone an item is answered at once, under load batches are full.
 */
export class Batcher<Item, Answer> {
  readonly #options: BatcherOptions<Item, Answer>;
  #waiting: Waiting<Item, Answer>[] = [];
  #running = 0;

  constructor(options: BatcherOptions<Item, Answer>) {
    this.#options = options;
  }

  /** How many items wait for a batch. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Answers items in their order.
   *
   * @param signal - when it is aborted, items that wait are given up, and answers that come are dropped
   * @throws ServerError (`SERVER_BUSY`) when not all of them may wait; none does then.
   * @throws the reason of the signal, and what `run` throws.
   */
  async submit(items: readonly Item[], signal: AbortSignal): Promise<Answer[]> {
    signal.throwIfAborted();
    const { capacity } = this.#options;
    if (this.#waiting.length + items.length > capacity) {
      throw new ServerError(
        'SERVER_BUSY',
        `${this.#waiting.length} pictures wait already, and ${capacity} may; try again in a moment`,
      );
    }
    const own = new Set<Waiting<Item, Answer>>();
    const answers = items.map(
      (item) =>
        new Promise<Answer>((answer, fail) => {
          own.add({ item, answer, fail });
        }),
    );
    this.#waiting.push(...own);
    const giveUp = (): void => {
      this.#waiting = this.#waiting.filter((each) => !own.has(each));
      for (const { fail } of own) fail(signal.reason);
    };
    signal.addEventListener('abort', giveUp);
    this.#fill();
    try {
      return await Promise.all(answers);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** Starts batches as long as lanes are free and items wait. */
  #fill(): void {
    const { lanes, batchSize } = this.#options;
    while (this.#running < lanes && this.#waiting.length > 0) {
      this.#running += 1;
      void this.#runBatch(this.#waiting.splice(0, batchSize)).finally(() => {
        this.#running -= 1;
        this.#fill();
      });
    }
  }

  async #runBatch(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.#options.run(batch.map(({ item }) => item));
      for (const [{ answer }, value] of zip(batch, answers)) answer(value);
    } catch (cause) {
      for (const { fail } of batch) fail(cause);
    }
  }
}
