import { GenderError } from '@gender/core';

/** A command was called in a way that cannot work; the program ends with exit code 2. */
export class UsageError extends GenderError<'CLI_USAGE'> {
  override readonly name = 'UsageError';

  constructor(message: string, options?: { cause?: unknown }) {
    super('CLI_USAGE', message, options);
  }
}

/** The user, or the system, stopped the program: the reason of a command's aborted signal. */
export class InterruptedError extends GenderError<'CLI_INTERRUPTED'> {
  override readonly name = 'InterruptedError';

  constructor(readonly signal: 'SIGINT' | 'SIGTERM') {
    super('CLI_INTERRUPTED', 'interrupted');
  }
}
