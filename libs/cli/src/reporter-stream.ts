/** Where messages and progress go. */
export interface ReporterStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  /** The width of the terminal. */
  readonly columns?: number;
  /** Whether the terminal shows colours; a terminal of Node heeds `NO_COLOR` and `TERM`. */
  readonly hasColors?: () => boolean;
}
