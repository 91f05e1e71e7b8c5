/** What measuring a subject came to. */
export interface Report {
  /** Plain data, for `--json`. */
  readonly rows: readonly object[];
  /** For a terminal. */
  readonly table: string;
  /** For a document. */
  readonly markdown: string;
}

/** How a subject is measured. */
export interface SubjectOptions {
  readonly only: readonly string[] | undefined;
  readonly runs: number;
  readonly signal: AbortSignal;
  /** Takes a line about how far it is. */
  readonly print: (line: string) => void;
}
