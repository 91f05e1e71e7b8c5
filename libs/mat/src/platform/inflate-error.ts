/** Compressed data cannot be inflated. */
export class InflateError extends Error {
  constructor(
    message: string,
    /** Whether the data ends too early; otherwise it is damaged. */
    readonly cut: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
