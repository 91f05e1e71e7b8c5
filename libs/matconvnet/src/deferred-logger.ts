import type { Logger } from '@gender/core';

/** Keeps messages until it is known whether what they tell of is the result. */
export class DeferredLogger implements Logger {
  readonly #entries: [keyof Logger, string][] = [];

  debug(message: string): void {
    this.#entries.push(['debug', message]);
  }

  info(message: string): void {
    this.#entries.push(['info', message]);
  }

  warn(message: string): void {
    this.#entries.push(['warn', message]);
  }

  /** Passes everything on, in its order. */
  flush(logger: Logger): void {
    for (const [level, message] of this.#entries) logger[level](message);
  }
}
