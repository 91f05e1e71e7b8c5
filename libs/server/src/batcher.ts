import { required, zip } from '@gender/core';
import { ServerError } from './server-error.js';

/** How the items of one kind are put together. */
export interface Lanes {
  /** The most items of a batch. */
  readonly batchSize: number;
  /** Batches that run at once. */
  readonly lanes: number;
}

export interface BatcherOptions<Item, Answer, Kind extends string> {
  /** Answers a batch, in its order. */
  readonly run: (items: readonly Item[]) => Promise<readonly Answer[]>;
  /** What an item is put together with. */
  readonly kindOf: (item: Item) => Kind;
  readonly kinds: Readonly<Record<Kind, Lanes>>;
  /** The most items that wait, of all kinds. */
  readonly capacity: number;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly answer: (answer: Answer) => void;
  readonly fail: (reason: unknown) => void;
}

/** The items of one kind. */
interface Queue<Item, Answer> extends Lanes {
  waiting: Waiting<Item, Answer>[];
  /** Batches. */
  running: number;
}

/**
 * Puts the items of many requests together into batches, those of each kind in lanes of their own, so that few long ones do not
 * keep many short ones waiting. A batch takes whatever waits once a lane is free, and none waits for others to
 * come: alone an item is answered at once, under load batches are full.
 */
export class Batcher<Item, Answer, Kind extends string> {
  readonly #options: BatcherOptions<Item, Answer, Kind>;
  readonly #queues: ReadonlyMap<string, Queue<Item, Answer>>;

  constructor(options: BatcherOptions<Item, Answer, Kind>) {
    this.#options = options;
    this.#queues = new Map(
      Object.entries<Lanes>(options.kinds).map(([kind, lanes]) => [
        kind,
        { ...lanes, waiting: [], running: 0 },
      ]),
    );
  }

  /** How many items wait for a batch. */
  get waiting(): number {
    return [...this.#queues.values()].reduce((sum, { waiting }) => sum + waiting.length, 0);
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
    const { waiting } = this;
    if (waiting + items.length > capacity) {
      throw new ServerError(
        'SERVER_BUSY',
        `${waiting} pictures wait already, and ${capacity} may; try again in a moment`,
      );
    }
    const own = new Set<Waiting<Item, Answer>>();
    const answers = items.map(
      (item) =>
        new Promise<Answer>((answer, fail) => {
          const each = { item, answer, fail };
          own.add(each);
          this.#queueOf(item).waiting.push(each);
        }),
    );
    const giveUp = (): void => {
      for (const queue of this.#queues.values()) {
        queue.waiting = queue.waiting.filter((each) => !own.has(each));
      }
      for (const { fail } of own) fail(signal.reason);
    };
    signal.addEventListener('abort', giveUp);
    for (const queue of this.#queues.values()) this.#fill(queue);
    try {
      return await Promise.all(answers);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  #queueOf(item: Item): Queue<Item, Answer> {
    const kind = this.#options.kindOf(item);
    return required(this.#queues.get(kind), `lanes for ${kind}`);
  }

  /** Starts batches as long as lanes are free and items wait. */
  #fill(queue: Queue<Item, Answer>): void {
    while (queue.running < queue.lanes && queue.waiting.length > 0) {
      queue.running += 1;
      void this.#runBatch(queue.waiting.splice(0, queue.batchSize)).finally(() => {
        queue.running -= 1;
        this.#fill(queue);
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
