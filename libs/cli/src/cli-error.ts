import { GenderError } from '@gender/core';

/** A command was called in a way that cannot work; the program ends with exit code 2. */
export class UsageError extends GenderError<'CLI_USAGE'> {
  override readonly name = 'UsageError';

  constructor(message: string, options?: { cause?: unknown }) {
    super('CLI_USAGE', message, options);
  }
}

/** Signals that end a command in order: Ctrl-C, a request to end, a terminal that was closed. */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type EndingSignal = (typeof endingSignals)[number];

/** The user, or the system, stopped the program: the reason of a command's aborted signal. */
export class InterruptedError extends GenderError<'CLI_INTERRUPTED'> {
  override readonly name = 'InterruptedError';

  constructor(readonly signal: EndingSignal) {
    super('CLI_INTERRUPTED', 'interrupted; run the same command to go on');
  }
}
