/** What every error of this project carries besides its message. */
export interface GenderErrorOptions {
  /** The error that led to this one. */
  cause?: unknown;
}

/**
 * The base of every error that these libraries throw on purpose.
 *
 * Each library has a class of its own that extends this one, narrows `Code` to the union of its
 * codes, and sets `name` to a literal, which a minifier cannot change. The message says in one line
 * what happened, where, and what to do, whatever it quotes from a file; `code` is stable and meant for
 * programs.
 */
export abstract class GenderError<Code extends string = string> extends Error {
  abstract override readonly name: string;
  /** A stable identifier such as `MAT_TRUNCATED`. */
  readonly code: Code;

  constructor(code: Code, message: string, options: GenderErrorOptions = {}) {
    super(inOneLine(message), options);
    this.code = code;
  }
}

/** Control characters, line breaks among them, and the blanks after them become one blank. */
function inOneLine(message: string): string {
  return message.replaceAll(/[\p{Cc}\u2028\u2029]\s*/gu, ' ');
}
