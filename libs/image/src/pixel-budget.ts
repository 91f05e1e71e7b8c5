interface Waiting {
  readonly amount: number;
  readonly start: () => void;
}

/**
 * Limits how much is in work at once: work waits, first come first served, until its amount fits
 * beside what is going on. What is larger than the whole budget goes alone.
 */
export class Budget {
  readonly #limit: number;
  readonly #waiting: Waiting[] = [];
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Does `work` when `amount` fits, and gives it back when the work ends or fails. */
  async run<T>(amount: number, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((start) => {
      this.#waiting.push({ amount, start });
      this.#startWaiting();
    });
    try {
      return await work();
    } finally {
      this.#used -= amount;
      this.#startWaiting();
    }
  }

  #startWaiting(): void {
    for (;;) {
      const [first] = this.#waiting;
      if (first === undefined || !this.#fits(first.amount)) return;
      this.#waiting.shift();
      this.#used += first.amount;
      first.start();
    }
  }

  #fits(amount: number): boolean {
    return this.#used === 0 || this.#used + amount <= this.#limit;
  }
}

/**
 * Pixels that may be decoded at once in this process, 32 million: about 0.2 GB with the copies that
 * decoding, turning and resizing hold, and a dozen photographs of a telephone.
 */
export const pixelsInFlight: Budget = new Budget(32_000_000);

/** Bytes of files that may be held at once while their pictures wait or are decoded. */
export const fileBytesInFlight: Budget = new Budget(2 ** 28);
