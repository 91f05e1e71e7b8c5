/** What every error of this project carries besides its message. */
export interface GenderErrorOptions {
  /** The error that led to this one. */
  cause?: unknown;
}

/**
 * The base of every error that these libraries throw on purpose.
 *
 * Each library has a class of its own that extends this one. The message says in one line what
 * happened, where, and what to do; `code` is stable and meant for programs.
 */
export abstract class GenderError extends Error {
  /** A stable identifier such as `MAT_TRUNCATED`. */
  readonly code: string;

  constructor(code: string, message: string, options: GenderErrorOptions = {}) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
