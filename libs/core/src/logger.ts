/** Where a library says what a person should know. Libraries never print by themselves. */
export interface Logger {
  /** Details that help when something is wrong. */
  debug(message: string): void;
  /** What was done. */
  info(message: string): void;
  /** What may surprise the user although the work goes on. */
  warn(message: string): void;
}

/** A logger that says nothing; the default everywhere. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
};
