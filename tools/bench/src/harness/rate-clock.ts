import { required, type ProgressReporter } from '@gender/core';

/** Watches a task's progress and tells how fast it went once the first units were done. */
export class RateClock {
  #total = 0;
  #first = 0;
  #firstAt: number | undefined;

  /** @param label - what the label of the watched task begins with; other tasks pass unseen */
  constructor(readonly label: string) {}

  readonly progress: ProgressReporter = {
    start: ({ label }) => ({
      advance: (units) => {
        if (label.startsWith(this.label)) this.#advance(units);
      },
      stop: () => undefined,
    }),
  };

  /** Units a second from the moment when the first were reported until now. */
  rate(): number {
    const seconds =
      (performance.now() - required(this.#firstAt, `a report of '${this.label}'`)) / 1000;
    return (this.#total - this.#first) / seconds;
  }

  #advance(units: number): void {
    this.#total += units;
    if (this.#firstAt !== undefined) return;
    this.#first = units;
    this.#firstAt = performance.now();
  }
}
